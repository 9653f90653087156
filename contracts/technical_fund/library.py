"""The library of forms and rubrics: drafts, and published versions that calls pin."""

from dataclasses import dataclass, field
from typing import Annotated

from contracts.declare import request
from contracts.roles import MANAGEMENT_UNIT
from contracts.standard import Done
from contracts.technical_fund.forms import FormContent, RubricContent
from contracts.technical_fund.shared import PUBLISHER, Code, FundFault, LibraryPage, LibraryVersion, VersionNumber
from contracts.words import Count, Cursor, Doc, Instant, Limit, MergePatchOf


@dataclass(frozen=True, kw_only=True)
class FundFormView:
    """A form in the library: its latest published version, and the draft of the next with what keeps it from being published."""

    id: Code
    latest: Annotated[Count, Doc("How many versions were published.")]
    content: FormContent | None
    versions: tuple[LibraryVersion, ...]
    draft: FormContent | None
    faults: Annotated[tuple[FundFault, ...], Doc("What keeps the draft from being published.")]
    changed_at: Instant | None
    version: Count


@dataclass(frozen=True, kw_only=True)
class FundFormVersionView:
    """One published version of a form. It never changes; a retired one stays readable."""

    id: Code
    number: VersionNumber
    content: FormContent
    published_at: Instant | None
    retired_at: Instant | None
    version: Count


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundFormView)
@dataclass(frozen=True, kw_only=True)
class DraftFundForm:
    """Begin a form, as a draft."""

    form_id: Code
    form: FormContent = field(default_factory=FormContent)


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundFormView)
@dataclass(frozen=True, kw_only=True)
class ReviseFundForm:
    """Change the draft; without one, a draft of the next version begins as the latest version is."""

    form_id: Code
    changes: Annotated[dict[str, str], MergePatchOf(FormContent)]


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=Done)
@dataclass(frozen=True, kw_only=True)
class DiscardFundForm:
    """Throw the draft away. Published versions stay."""

    form_id: Code


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundFormView)
@dataclass(frozen=True, kw_only=True)
class PublishFundForm:
    """Make the draft the next version, for calls to pin. Everything that is wrong with it is named."""

    form_id: Code


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundFormView)
@dataclass(frozen=True, kw_only=True)
class RetireFundForm:
    """Let no new call pin this version. Calls that did go on with it."""

    form_id: Code
    number: VersionNumber


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=LibraryPage)
@dataclass(frozen=True, kw_only=True)
class ListFundForms:
    """Forms by code."""

    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=FundFormView)
@dataclass(frozen=True, kw_only=True)
class GetFundForm:
    """One form as it stands."""

    form_id: Code


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=FundFormVersionView)
@dataclass(frozen=True, kw_only=True)
class GetFundFormVersion:
    """One published version of a form."""

    form_id: Code
    number: VersionNumber


# ---------------------------------------------------------------- rubrics


@dataclass(frozen=True, kw_only=True)
class FundRubricView:
    """A rubric in the library: its latest published version, and the draft of the next with what keeps it from being published."""

    id: Code
    latest: Annotated[Count, Doc("How many versions were published.")]
    content: RubricContent | None
    versions: tuple[LibraryVersion, ...]
    draft: RubricContent | None
    faults: Annotated[tuple[FundFault, ...], Doc("What keeps the draft from being published.")]
    changed_at: Instant | None
    version: Count


@dataclass(frozen=True, kw_only=True)
class FundRubricVersionView:
    """One published version of a rubric. It never changes; a retired one stays readable."""

    id: Code
    number: VersionNumber
    content: RubricContent
    published_at: Instant | None
    retired_at: Instant | None
    version: Count


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundRubricView)
@dataclass(frozen=True, kw_only=True)
class DraftFundRubric:
    """Begin a rubric, as a draft."""

    rubric_id: Code
    rubric: RubricContent = field(default_factory=RubricContent)


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundRubricView)
@dataclass(frozen=True, kw_only=True)
class ReviseFundRubric:
    """Change the draft; without one, a draft of the next version begins as the latest version is."""

    rubric_id: Code
    changes: Annotated[dict[str, str], MergePatchOf(RubricContent)]


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=Done)
@dataclass(frozen=True, kw_only=True)
class DiscardFundRubric:
    """Throw the draft away. Published versions stay."""

    rubric_id: Code


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundRubricView)
@dataclass(frozen=True, kw_only=True)
class PublishFundRubric:
    """Make the draft the next version, for calls to pin. Everything that is wrong with it is named."""

    rubric_id: Code


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundRubricView)
@dataclass(frozen=True, kw_only=True)
class RetireFundRubric:
    """Let no new call pin this version. Calls that did go on with it."""

    rubric_id: Code
    number: VersionNumber


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=LibraryPage)
@dataclass(frozen=True, kw_only=True)
class ListFundRubrics:
    """Rubrics by code."""

    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=FundRubricView)
@dataclass(frozen=True, kw_only=True)
class GetFundRubric:
    """One rubric as it stands."""

    rubric_id: Code


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=FundRubricVersionView)
@dataclass(frozen=True, kw_only=True)
class GetFundRubricVersion:
    """One published version of a rubric."""

    rubric_id: Code
    number: VersionNumber
