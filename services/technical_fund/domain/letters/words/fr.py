"""Letters in French."""

from collections.abc import Mapping
from typing import Final

from contracts.technical_fund import LetterWords

WORDS: Final[Mapping[str, LetterWords]] = {
    "fund": LetterWords(
        subject="Votre demande {reference} est financée",
        opening=(
            "Nous avons le plaisir de vous annoncer que le Fonds d’appui technique soutient la demande « {title} » de "
            "{city}, déposée dans le cadre de l’appel « {call} ».\n\nLe Fonds accorde tout ce qui était demandé : "
            "{support}."
        ),
        closing=(
            "Une convention suivra, dans laquelle les deux parties fixent ce qui sera fait et dans quels délais. Rien "
            "n’est versé et aucun expert n’est envoyé avant que les deux ne l’aient signée.\n\nNous nous réjouissons de "
            "travailler avec vous."
        ),
    ),
    "fund_in_part": LetterWords(
        subject="Votre demande {reference} est financée en partie",
        opening=(
            "Nous avons le plaisir de vous annoncer que le Fonds d’appui technique soutient en partie la demande "
            "« {title} » de {city}, déposée dans le cadre de l’appel « {call} ».\n\nVous aviez demandé {requested}. Le "
            "Fonds accorde {support}. Les motifs figurent ci-dessous."
        ),
        closing=(
            "Une convention suivra, dans laquelle les deux parties fixent ce qui sera fait et dans quels délais. Rien "
            "n’est versé et aucun expert n’est envoyé avant que les deux ne l’aient signée.\n\nNous nous réjouissons de "
            "travailler avec vous."
        ),
    ),
    "decline": LetterWords(
        subject="Votre demande {reference} n’est pas financée",
        opening=(
            "Nous vous remercions de la demande « {title} » de {city}, déposée dans le cadre de l’appel « {call} ». Le "
            "Fonds d’appui technique a décidé de ne pas la financer.\n\nNous savons combien de travail une demande "
            "représente. Les motifs pour chaque critère figurent ci-dessous."
        ),
        closing=(
            "La décision sur une demande ne préjuge pas de la suivante : vous pouvez déposer une nouvelle demande, et votre bureau "
            "régional vous y aidera."
        ),
    ),
    "defer": LetterWords(
        subject="La décision sur votre demande {reference} est reportée",
        opening=(
            "Nous vous remercions de la demande « {title} » de {city}, déposée dans le cadre de l’appel « {call} ». Le "
            "Fonds d’appui technique ne s’est pas encore prononcé.\n\nLa demande retournera devant le comité le "
            "{resume_on}."
        ),
        closing="Vous n’avez rien à faire. Nous vous écrirons de nouveau dès qu’une décision sera prise.",
    ),
    "ineligible": LetterWords(
        subject="Votre demande {reference} n’est pas recevable",
        opening=(
            "Nous vous remercions de la demande « {title} » de {city}, déposée dans le cadre de l’appel « {call} ». Elle ne "
            "remplit pas les règles de l’appel : le Fonds d’appui technique ne peut donc pas l’évaluer.\n\nLes règles en "
            "question et les raisons figurent ci-dessous. Cela ne dit rien de la qualité de la demande."
        ),
        closing=(
            "Si ce que nous savons de votre ville n’est plus exact, mettez son profil à jour ou écrivez à votre bureau "
            "régional. Vous pouvez déposer une demande dans le cadre d’un autre appel."
        ),
    ),
    "appeal_not_admitted": LetterWords(
        subject="Votre recours concernant la demande {reference}",
        opening=(
            "Vous avez formé un recours contre la décision sur la demande « {title} » de {city}, déposée dans le cadre "
            "de l’appel « {call} ».\n\nLe recours a été examiné par une personne qui n’avait pas pris part à cette "
            "décision. Il n’est pas recevable, pour les raisons ci-dessous, et la décision est maintenue."
        ),
        closing="La décision sur une demande ne préjuge pas de la suivante : vous pouvez déposer une nouvelle demande.",
    ),
    "appeal_upheld": LetterWords(
        subject="Votre recours concernant la demande {reference} est accueilli",
        opening=(
            "Vous avez formé un recours contre la décision sur la demande « {title} » de {city}, déposée dans le cadre "
            "de l’appel « {call} ».\n\nLe recours est accueilli, pour les raisons ci-dessous. Votre demande sera examinée "
            "de nouveau à partir de l’évaluation, par des personnes dont aucune n’a pris part à la première décision."
        ),
        closing="Vous n’avez rien à faire. Nous vous écrirons de nouveau dès qu’une décision sera prise.",
    ),
    "appeal_dismissed": LetterWords(
        subject="Votre recours concernant la demande {reference} est rejeté",
        opening=(
            "Vous avez formé un recours contre la décision sur la demande « {title} » de {city}, déposée dans le cadre "
            "de l’appel « {call} ».\n\nLe recours a été examiné par des personnes qui n’avaient pas pris part à cette "
            "décision. Il est rejeté, pour les raisons ci-dessous, et la décision est maintenue."
        ),
        closing="La décision sur une demande ne préjuge pas de la suivante : vous pouvez déposer une nouvelle demande.",
    ),
}
