"""What a city accepts on joining. A new text is a new version, and a published one stays as it is: members name the one they accepted.

Versions live in the store; the texts below are the first, which a migration brings in.
"""

# ruff: noqa: E501  the texts are paragraphs

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Conflict, Invalid
from contracts.membership import PrinciplesPublished
from contracts.words import LANGUAGES

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

FIRST_VERSION: Final = "2026-1"
FIRST_TEXTS: Final = {"en": _ENGLISH, "es": _SPANISH, "fr": _FRENCH, "ar": _ARABIC}
FIRST_PUBLISHED_AT: Final = datetime(2026, 1, 15, tzinfo=UTC)


@dataclass(kw_only=True)
class PrinciplesVersion(Aggregate):
    """One version; its id is the name that applications and members accept it by."""

    kind: ClassVar[str] = "principles"
    texts: dict[str, str]
    drafted_at: datetime
    published_at: datetime | None = None
    accept_by: date | None = None

    @classmethod
    def first(cls) -> "PrinciplesVersion":
        """What the network began with. Whoever joined accepted it then, so nobody has to by a day."""
        return cls(id=FIRST_VERSION, texts=dict(FIRST_TEXTS), drafted_at=FIRST_PUBLISHED_AT, published_at=FIRST_PUBLISHED_AT, version=1)

    @property
    def published(self) -> bool:
        return self.published_at is not None

    def revise(self, texts: dict[str, str]) -> None:
        self._require_draft()
        self.texts = texts

    def publish(self, accept_by: date, *, at: datetime) -> None:
        """Raises `Conflict` for what is in force already, `Invalid` when a language is missing or nobody would have time to accept."""
        self._require_draft()
        missing = [language for language in LANGUAGES if language not in self.texts]
        if missing:
            raise Invalid.fields(
                [{"pointer": f"/texts/{language}", "code": "required", "message": "is missing"} for language in missing],
                "membership.languages_missing",
            )
        if accept_by <= at.date():
            raise Invalid.field("/accept_by", "membership.not_to_come", "must lie after today")
        self.published_at, self.accept_by = at, accept_by
        self.say(PrinciplesPublished(version=self.id, published_on=at.date(), accept_by=accept_by))

    def _require_draft(self) -> None:
        if self.published:
            raise Conflict("membership.principles_published", "a published version stays as it is")


Published = Sequence[PrinciplesVersion]
"""Published versions in the order of their publication."""


def in_force(published: Published) -> PrinciplesVersion:
    return published[-1]


def to_accept(published: Published, accepted: str | None, since: date) -> PrinciplesVersion | None:
    """The version a member still has to accept soonest. Accepting a later version accepts what it replaces.

    Of one that has accepted nothing known, as cities taken over by import, what was published since it joined is expected.
    """
    names = [version.id for version in published]
    if accepted in names:
        pending = published[names.index(accepted) + 1 :]
    else:
        pending = [version for version in published if version.published_at is not None and version.published_at.date() >= since]
    return min((version for version in pending if version.accept_by), key=lambda version: str(version.accept_by), default=None)
