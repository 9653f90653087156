"""Letters in Spanish."""

from collections.abc import Mapping
from typing import Final

from contracts.technical_fund import LetterWords

WORDS: Final[Mapping[str, LetterWords]] = {
    "fund": LetterWords(
        subject="Su solicitud {reference} ha sido aprobada",
        opening=(
            "Nos complace comunicarle que el Fondo de Apoyo Técnico apoya la solicitud «{title}» de {city}, presentada "
            "en la convocatoria «{call}».\n\nEl Fondo concede todo lo solicitado: {support}."
        ),
        closing=(
            "Recibirá a continuación un acuerdo en el que ambas partes fijan qué se hará y en qué plazos. No se abonará "
            "ningún importe ni se enviará a ningún experto antes de que ambas lo firmen.\n\nEsperamos trabajar pronto con "
            "ustedes."
        ),
    ),
    "fund_in_part": LetterWords(
        subject="Su solicitud {reference} ha sido aprobada en parte",
        opening=(
            "Nos complace comunicarle que el Fondo de Apoyo Técnico apoya en parte la solicitud «{title}» de {city}, "
            "presentada en la convocatoria «{call}».\n\nUstedes solicitaron {requested}. El Fondo concede {support}. Los "
            "motivos figuran más abajo."
        ),
        closing=(
            "Recibirá a continuación un acuerdo en el que ambas partes fijan qué se hará y en qué plazos. No se abonará "
            "ningún importe ni se enviará a ningún experto antes de que ambas lo firmen.\n\nEsperamos trabajar pronto con "
            "ustedes."
        ),
    ),
    "decline": LetterWords(
        subject="Su solicitud {reference} no ha sido aprobada",
        opening=(
            "Gracias por la solicitud «{title}» de {city}, presentada en la convocatoria «{call}». El Fondo de Apoyo "
            "Técnico ha decidido no financiarla.\n\nSabemos cuánto trabajo exige una solicitud. A continuación figuran los "
            "motivos de cada criterio."
        ),
        closing=(
            "La decisión sobre una solicitud no prejuzga la siguiente: pueden presentar una nueva solicitud, y su oficina "
            "regional les ayudará a hacerlo."
        ),
    ),
    "defer": LetterWords(
        subject="La decisión sobre su solicitud {reference} queda aplazada",
        opening=(
            "Gracias por la solicitud «{title}» de {city}, presentada en la convocatoria «{call}». El Fondo de Apoyo "
            "Técnico aún no ha decidido sobre ella.\n\nLa solicitud volverá al comité el {resume_on}."
        ),
        closing="No tienen que hacer nada. Les escribiremos de nuevo en cuanto haya una decisión.",
    ),
    "ineligible": LetterWords(
        subject="Su solicitud {reference} no puede admitirse",
        opening=(
            "Gracias por la solicitud «{title}» de {city}, presentada en la convocatoria «{call}». No cumple las reglas de la "
            "convocatoria, por lo que el Fondo de Apoyo Técnico no puede evaluarla.\n\nA continuación se indica qué reglas son y "
            "por qué. Esto no dice nada de la calidad de la solicitud."
        ),
        closing=(
            "Si algo de lo que sabemos de su ciudad ya no es así, actualicen su perfil o escriban a su oficina regional. "
            "Pueden presentar una solicitud en otra convocatoria."
        ),
    ),
    "appeal_not_admitted": LetterWords(
        subject="Su recurso sobre la solicitud {reference}",
        opening=(
            "Ustedes recurrieron la decisión sobre la solicitud «{title}» de {city}, presentada en la convocatoria "
            "«{call}».\n\nEl recurso fue examinado por una persona que no participó en esa decisión. No se admite a "
            "trámite por las razones que figuran más abajo, y la decisión se mantiene."
        ),
        closing="La decisión sobre una solicitud no prejuzga la siguiente: pueden presentar una nueva solicitud.",
    ),
    "appeal_upheld": LetterWords(
        subject="Su recurso sobre la solicitud {reference} ha sido estimado",
        opening=(
            "Ustedes recurrieron la decisión sobre la solicitud «{title}» de {city}, presentada en la convocatoria "
            "«{call}».\n\nEl recurso se estima por las razones que figuran más abajo. La solicitud se examinará de nuevo "
            "desde la evaluación, por personas que no participaron en la primera decisión."
        ),
        closing="No tienen que hacer nada. Les escribiremos de nuevo en cuanto haya una decisión.",
    ),
    "appeal_dismissed": LetterWords(
        subject="Su recurso sobre la solicitud {reference} ha sido desestimado",
        opening=(
            "Ustedes recurrieron la decisión sobre la solicitud «{title}» de {city}, presentada en la convocatoria "
            "«{call}».\n\nEl recurso fue examinado por personas que no participaron en esa decisión. Se desestima por las "
            "razones que figuran más abajo, y la decisión se mantiene."
        ),
        closing="La decisión sobre una solicitud no prejuzga la siguiente: pueden presentar una nueva solicitud.",
    ),
}
