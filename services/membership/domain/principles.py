"""What a city accepts on joining. A new text is a new version; earlier ones stay here, because applications name the one they accepted."""

# ruff: noqa: E501  the texts are paragraphs

from datetime import date
from typing import Final

from contracts.membership import Principles

_ENGLISH = """\
1. Prevention begins locally. We accept our share of the work of preventing hate, extremism and polarisation, alongside national authorities and \
our residents.
2. Human rights come first. What we do is lawful, necessary and proportionate; it respects the freedoms of opinion, belief, expression and assembly.
3. No community is a suspect. We do not single out people for their origin, religion, gender, opinions or any other part of who they are.
4. We work with others. Schools, social and health services, police, civil society, women and young people help to design what concerns them.
5. We do no harm. We weigh the risks of each step, protect personal data, and keep prevention apart from the gathering of intelligence.
6. We learn and share. We say what works and what does not, and help other cities as they help us.
7. We stay independent of parties. Our membership outlives elections and is not used in campaigns.
8. We can be asked. We name a person who answers for our membership, and we report honestly on what we promised."""

_SPANISH = """\
1. La prevención empieza en lo local. Asumimos nuestra parte en la prevención del odio, el extremismo y la polarización, junto con las autoridades \
nacionales y nuestros habitantes.
2. Los derechos humanos son lo primero. Lo que hacemos es legal, necesario y proporcionado; respeta las libertades de opinión, creencia, expresión y \
reunión.
3. Ninguna comunidad es sospechosa. No señalamos a nadie por su origen, religión, género, opiniones ni por ninguna otra parte de lo que es.
4. Trabajamos con otros. Escuelas, servicios sociales y de salud, policía, sociedad civil, mujeres y jóvenes ayudan a diseñar lo que les concierne.
5. No hacemos daño. Sopesamos los riesgos de cada paso, protegemos los datos personales y mantenemos la prevención separada de la obtención de \
información de inteligencia.
6. Aprendemos y compartimos. Decimos lo que funciona y lo que no, y ayudamos a otras ciudades como ellas nos ayudan.
7. Somos independientes de los partidos. Nuestra pertenencia perdura más allá de las elecciones y no se usa en campañas.
8. Rendimos cuentas. Nombramos a una persona que responde por nuestra pertenencia e informamos con honestidad de lo que prometimos."""

_FRENCH = """\
1. La prévention commence au niveau local. Nous prenons notre part dans la prévention de la haine, de l’extrémisme et de la polarisation, aux côtés \
des autorités nationales et de nos habitants.
2. Les droits humains passent avant tout. Ce que nous faisons est légal, nécessaire et proportionné ; nous respectons les libertés d’opinion, de \
croyance, d’expression et de réunion.
3. Aucune communauté n’est suspecte. Nous ne visons personne pour son origine, sa religion, son genre, ses opinions ou tout autre aspect de ce qu’elle \
est.
4. Nous travaillons avec les autres. Écoles, services sociaux et de santé, police, société civile, femmes et jeunes participent à la conception de ce \
qui les concerne.
5. Nous ne nuisons pas. Nous pesons les risques de chaque étape, protégeons les données personnelles et tenons la prévention à l’écart du renseignement.
6. Nous apprenons et partageons. Nous disons ce qui marche et ce qui ne marche pas, et nous aidons les autres villes comme elles nous aident.
7. Nous restons indépendants des partis. Notre adhésion survit aux élections et ne sert à aucune campagne.
8. Nous rendons compte. Nous désignons une personne qui répond de notre adhésion et nous disons honnêtement où en sont nos promesses."""

_ARABIC = """\
1. تبدأ الوقاية على المستوى المحلي. نتحمل نصيبنا من العمل على الوقاية من الكراهية والتطرف والاستقطاب، إلى جانب السلطات الوطنية وسكان مدينتنا.
2. حقوق الإنسان أولاً. كل ما نقوم به قانوني وضروري ومتناسب، ويحترم حريات الرأي والمعتقد والتعبير والتجمع.
3. لا توجد جماعة مشتبه بها. لا نستهدف أحداً بسبب أصله أو دينه أو نوعه الاجتماعي أو آرائه أو أي جانب آخر من هويته.
4. نعمل مع الآخرين. تشارك المدارس والخدمات الاجتماعية والصحية والشرطة والمجتمع المدني والنساء والشباب في تصميم ما يعنيهم.
5. لا نُلحق الضرر. نزن مخاطر كل خطوة، ونحمي البيانات الشخصية، ونُبقي الوقاية منفصلة عن جمع المعلومات الاستخباراتية.
6. نتعلم ونتشارك. نقول ما ينجح وما لا ينجح، ونساعد المدن الأخرى كما تساعدنا.
7. نبقى مستقلين عن الأحزاب. تستمر عضويتنا بعد الانتخابات ولا تُستخدم في الحملات.
8. نخضع للمساءلة. نسمّي شخصاً مسؤولاً عن عضويتنا، ونُبلغ بصدق عما وعدنا به."""

IN_FORCE: Final = Principles(
    version="2026-1",
    published_on=date(2026, 1, 15),
    texts={"en": _ENGLISH, "es": _SPANISH, "fr": _FRENCH, "ar": _ARABIC},
)
