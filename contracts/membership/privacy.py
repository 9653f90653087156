"""One's own data: taken along, or forgotten. Every service that holds anything of a person confirms that it is gone."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.membership.security import Code, CurrentPassword
from contracts.membership.shared import PUBLISHER
from contracts.roles import MANAGEMENT_UNIT, SIGNED_IN, service
from contracts.standard import FilePart, Job
from contracts.words import Count, Doc, Email, Id, Instant, Line, OneOf, Word

ErasureReason = Annotated[str, OneOf(["own_wish", "asked_by_person", "law", "account_by_mistake", "never_used"])]


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=Job)
@dataclass(frozen=True, kw_only=True)
class ExportMyData:
    """Have everything we hold about oneself put into one JSON file. The job's result names it; it is kept for seven days."""


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=FilePart)
@dataclass(frozen=True, kw_only=True)
class ReadDataExport:
    """Some bytes of an export of one's own."""

    export_id: Id
    offset: Count = 0


@dataclass(frozen=True, kw_only=True)
class HolderView:
    """A service that holds something of people, and since when it holds nothing of this one."""

    service: Word
    confirmed_at: Instant | None


@dataclass(frozen=True, kw_only=True)
class ErasureView:
    """How far somebody has been forgotten."""

    id: Id
    person_id: Id
    reason: ErasureReason
    state: Annotated[str, OneOf(["running", "waiting", "done"]), Doc("`waiting`: for other services to confirm.")]
    asked_at: Instant
    erased_at: Instant | None
    done_at: Instant | None
    holders: tuple[HolderView, ...]
    version: Count


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=ErasureView)
@dataclass(frozen=True, kw_only=True)
class EraseMe:
    """Be forgotten. Sessions and keys end at once, grants end and their work is handed over; the rest follows in the background."""

    password: CurrentPassword
    code: Code | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=ErasureView)
@dataclass(frozen=True, kw_only=True)
class ErasePerson:
    """Forget somebody else."""

    person_id: Id
    reason: ErasureReason


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=ErasureView)
@dataclass(frozen=True, kw_only=True)
class GetErasure:
    """Who has confirmed, and what is still open."""

    erasure_id: Id


@dataclass(frozen=True, kw_only=True)
class ErasedIdentity:
    """Whom to look for in what others wrote."""

    person_id: Id
    name: Line
    email: Email


@request(PUBLISHER, kind="query", may=(service("technical_fund"),), answer=ErasedIdentity)
@dataclass(frozen=True, kw_only=True)
class IdentifyErased:
    """By which name and address to look for somebody who is being forgotten. Kept under seal until every service has confirmed."""

    erasure_id: Id


@event(PUBLISHER, subject="people/{person_id}")
@dataclass(frozen=True, kw_only=True)
class PersonErased:
    """Nothing is left of somebody here but the id. Whoever holds anything forgets it too and says `person_forgotten`."""

    person_id: Id
    erasure_id: Id


@event(PUBLISHER, subject="erasures/{erasure_id}")
@dataclass(frozen=True, kw_only=True)
class ErasureOverdue:
    """A day has passed and these services have not confirmed that they have forgotten somebody."""

    erasure_id: Id
    person_id: Id
    holders: tuple[Word, ...]


@event(PUBLISHER, subject="erasures/{erasure_id}")
@dataclass(frozen=True, kw_only=True)
class ErasureCompleted:
    """Every service that held anything of somebody has confirmed that it is gone."""

    erasure_id: Id
    person_id: Id
