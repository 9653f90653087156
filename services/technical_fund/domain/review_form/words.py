"""What the form says around the reviewer's own words."""

from typing import Final

WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "title": "Review of {reference}",
        "how": "Write below the lines that begin with #|. Leave the lines that begin with == as they are, the last one too.\n"
        "Send the text back when you have a network: nothing you have saved meanwhile is overwritten.",
        "score": "{title}: a whole number from {least} to {most}, or nothing yet. Weight {weight}.",
        "comment": "{title}: why this score. The city may read it.",
        "comment_confidential": "{title}: why this score. Only the panel and the management unit read it.",
        "required": "This is required.",
        "recommendation": "fund, fund_in_part or decline.",
        "suggested_money": "Only for fund_in_part: an amount such as {currency} 25000.00.",
        "suggested_half_days": "Only for fund_in_part: expert-days in halves, such as 3 for a day and a half.",
        "to_city": "For the city to read, without your name.",
        "confidential": "For the panel and the management unit only.",
    },
    "es": {
        "title": "Evaluación de {reference}",
        "how": "Escriba debajo de las líneas que empiezan por #|. Deje como están las líneas que empiezan por ==, también la última.\n"
        "Devuelva el texto cuando tenga conexión: no se sobrescribe nada de lo que haya guardado entretanto.",
        "score": "{title}: un número entero de {least} a {most}, o nada por ahora. Peso {weight}.",
        "comment": "{title}: por qué esta puntuación. La ciudad puede leerlo.",
        "comment_confidential": "{title}: por qué esta puntuación. Solo lo leen el comité y la unidad de gestión.",
        "required": "Es obligatorio.",
        "recommendation": "fund (financiar), fund_in_part (en parte) o decline (denegar).",
        "suggested_money": "Solo con fund_in_part: un importe, por ejemplo {currency} 25000.00.",
        "suggested_half_days": "Solo con fund_in_part: días de experto en mitades, por ejemplo 3 para un día y medio.",
        "to_city": "Para que lo lea la ciudad, sin el nombre de usted.",
        "confidential": "Solo para el comité y la unidad de gestión.",
    },
    "fr": {
        "title": "Évaluation de {reference}",
        "how": "Écrivez sous les lignes qui commencent par #|. Laissez telles quelles celles qui commencent par ==, la dernière aussi.\n"
        "Renvoyez le texte une fois connecté : rien de ce que vous auriez enregistré entre-temps n’est écrasé.",
        "score": "{title} : un nombre entier de {least} à {most}, ou rien pour l’instant. Poids {weight}.",
        "comment": "{title} : pourquoi cette note. La ville peut le lire.",
        "comment_confidential": "{title} : pourquoi cette note. Seuls le comité et l’unité de gestion le lisent.",
        "required": "C’est obligatoire.",
        "recommendation": "fund (financer), fund_in_part (en partie) ou decline (refuser).",
        "suggested_money": "Seulement avec fund_in_part : un montant, par exemple {currency} 25000.00.",
        "suggested_half_days": "Seulement avec fund_in_part : des jours d’expert en demi-journées, par exemple 3 pour un jour et demi.",
        "to_city": "À lire par la ville, sans votre nom.",
        "confidential": "Pour le comité et l’unité de gestion seulement.",
    },
    "ar": {
        "title": "تقييم {reference}",
        "how": "اكتب تحت الأسطر التي تبدأ بـ #| واترك الأسطر التي تبدأ بـ == كما هي، بما فيها السطر الأخير.\n"
        "أعد النص عندما يتوفر لديك اتصال: لن يُستبدل شيء مما حفظته في هذه الأثناء.",
        "score": "{title}: عدد صحيح من {least} إلى {most}، أو لا شيء الآن. الوزن {weight}.",
        "comment": "{title}: سبب هذه الدرجة. قد تقرؤه المدينة.",
        "comment_confidential": "{title}: سبب هذه الدرجة. لا تقرؤه إلا اللجنة ووحدة الإدارة.",
        "required": "هذا إلزامي.",
        "recommendation": "fund (تمويل) أو fund_in_part (تمويل جزئي) أو decline (رفض).",
        "suggested_money": "مع fund_in_part فقط: مبلغ، مثلًا {currency} 25000.00.",
        "suggested_half_days": "مع fund_in_part فقط: أيام خبير بالأنصاف، مثلًا 3 ليوم ونصف.",
        "to_city": "لتقرأه المدينة، من دون اسمك.",
        "confidential": "للجنة ووحدة الإدارة فقط.",
    },
}
"""By language, every entry in each of them: a test says so."""
