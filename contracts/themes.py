"""The network's vocabulary of needs, offers and priorities. Codes are for ever; a name may be corrected."""

# ruff: noqa: E501  one word of the vocabulary is one row

from typing import Final

THEME_ROWS: Final = (
    # code, group, English, Spanish, French, Arabic
    ("hate_crime", "threats", "Hate crime", "Delitos de odio", "Crimes de haine", "جرائم الكراهية"),
    ("hate_speech_online", "threats", "Hate speech online", "Discurso de odio en línea", "Discours de haine en ligne", "خطاب الكراهية على الإنترنت"),
    ("violent_extremism", "threats", "Violent extremism", "Extremismo violento", "Extrémisme violent", "التطرف العنيف"),
    ("far_right_extremism", "threats", "Far-right extremism", "Extremismo de extrema derecha", "Extrémisme d’extrême droite", "التطرف اليميني"),
    (
        "religious_extremism",
        "threats",
        "Extremism in the name of religion",
        "Extremismo en nombre de la religión",
        "Extrémisme au nom de la religion",
        "التطرف باسم الدين",
    ),
    ("polarisation", "threats", "Polarisation", "Polarización", "Polarisation", "الاستقطاب"),
    ("disinformation", "threats", "Disinformation", "Desinformación", "Désinformation", "التضليل الإعلامي"),
    ("conspiracy_narratives", "threats", "Conspiracy narratives", "Relatos conspirativos", "Récits complotistes", "سرديات المؤامرة"),
    ("antisemitism", "threats", "Antisemitism", "Antisemitismo", "Antisémitisme", "معاداة السامية"),
    ("anti_muslim_hatred", "threats", "Anti-Muslim hatred", "Odio antimusulmán", "Haine antimusulmane", "كراهية المسلمين"),
    ("misogyny", "threats", "Misogyny and gender-based hate", "Misoginia y odio de género", "Misogynie et haine fondée sur le genre", "كراهية النساء والكراهية القائمة على النوع الاجتماعي"),
    ("threats_to_officials", "threats", "Threats against public officials", "Amenazas contra cargos públicos", "Menaces contre les élus et agents publics", "التهديدات ضد المسؤولين العموميين"),
    ("local_action_plan", "governance", "Local prevention plans", "Planes locales de prevención", "Plans locaux de prévention", "خطط الوقاية المحلية"),
    ("multi_actor_coordination", "governance", "Multi-actor coordination", "Coordinación multiactor", "Coordination multi-acteurs", "التنسيق بين الجهات المتعددة"),
    ("national_local_cooperation", "governance", "National–local cooperation", "Cooperación nacional y local", "Coopération nationale et locale", "التعاون بين المستويين الوطني والمحلي"),
    ("needs_assessment", "governance", "Local needs and threat assessment", "Diagnóstico local de necesidades y amenazas", "Diagnostic local des besoins et des menaces", "تقييم الاحتياجات والتهديدات المحلية"),
    ("monitoring_evaluation", "governance", "Monitoring and evaluation", "Seguimiento y evaluación", "Suivi et évaluation", "الرصد والتقييم"),
    ("human_rights_safeguards", "governance", "Human rights safeguards", "Garantías de derechos humanos", "Garanties des droits humains", "ضمانات حقوق الإنسان"),
    ("youth_engagement", "communities", "Youth engagement", "Participación de la juventud", "Participation des jeunes", "مشاركة الشباب"),
    ("schools_education", "communities", "Prevention in schools", "Prevención en las escuelas", "Prévention à l’école", "الوقاية في المدارس"),
    ("womens_leadership", "communities", "Women’s leadership in prevention", "Liderazgo de las mujeres en la prevención", "Leadership des femmes dans la prévention", "القيادة النسائية في الوقاية"),
    ("civil_society_partnership", "communities", "Partnership with civil society", "Alianzas con la sociedad civil", "Partenariat avec la société civile", "الشراكة مع المجتمع المدني"),
    ("interfaith_dialogue", "communities", "Interfaith and intercultural dialogue", "Diálogo interreligioso e intercultural", "Dialogue interreligieux et interculturel", "الحوار بين الأديان والثقافات"),
    ("social_cohesion", "communities", "Social cohesion", "Cohesión social", "Cohésion sociale", "التماسك الاجتماعي"),
    ("migrant_inclusion", "communities", "Inclusion of migrants and refugees", "Inclusión de personas migrantes y refugiadas", "Inclusion des personnes migrantes et réfugiées", "إدماج المهاجرين واللاجئين"),
    ("trust_in_institutions", "communities", "Trust in public institutions", "Confianza en las instituciones públicas", "Confiance dans les institutions publiques", "الثقة في المؤسسات العامة"),
    ("mental_health_support", "services", "Mental health and psychosocial support", "Salud mental y apoyo psicosocial", "Santé mentale et soutien psychosocial", "الصحة النفسية والدعم النفسي الاجتماعي"),
    ("social_services_training", "services", "Training for frontline staff", "Formación del personal de primera línea", "Formation des agents de première ligne", "تدريب العاملين في الخطوط الأمامية"),
    ("community_policing", "services", "Community-oriented policing", "Policía de proximidad", "Police de proximité", "الشرطة المجتمعية"),
    ("early_intervention", "services", "Early intervention and referral", "Intervención temprana y derivación", "Intervention précoce et orientation", "التدخل المبكر والإحالة"),
    ("rehabilitation_reintegration", "services", "Rehabilitation and reintegration", "Rehabilitación y reintegración", "Réhabilitation et réintégration", "إعادة التأهيل والإدماج"),
    ("victim_support", "services", "Support for victims and survivors", "Apoyo a víctimas y supervivientes", "Soutien aux victimes et aux survivants", "دعم الضحايا والناجين"),
    ("strategic_communications", "communication", "Strategic communications", "Comunicación estratégica", "Communication stratégique", "التواصل الاستراتيجي"),
    ("digital_literacy", "communication", "Digital and media literacy", "Alfabetización digital y mediática", "Éducation numérique et aux médias", "التربية الرقمية والإعلامية"),
    ("crisis_response", "communication", "Crisis response and recovery", "Respuesta a crisis y recuperación", "Réponse aux crises et rétablissement", "الاستجابة للأزمات والتعافي"),
    ("event_safety", "communication", "Safety of public spaces and events", "Seguridad de espacios y actos públicos", "Sécurité des espaces et événements publics", "سلامة الأماكن والفعاليات العامة"),
)  # fmt: skip

THEME_CODES: Final = frozenset(code for code, *_ in THEME_ROWS)
