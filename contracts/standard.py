"""What every service answers, whatever its business: its event log, files and jobs."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import EVERY_SERVICE, request
from contracts.roles import MANAGEMENT_UNIT, SIGNED_IN, service
from contracts.words import Count, Doc, Id, Instant, Json, Limit, Line, OneOf, Position, Range, Sha256, Word

MAX_FILE_BYTES = 25 * 1024 * 1024
PART_BYTES = 256 * 1024


@dataclass(frozen=True, kw_only=True)
class Done:
    """It is done and there is nothing to show."""


@dataclass(frozen=True, kw_only=True)
class EventRecord:
    """One published event as the log holds it. `data` is null when the event was redacted."""

    id: Id
    type: Line
    source: Line
    subject: Line
    time: Instant
    sequence: Count
    position: Position
    data: Json | None
    correlation_id: Line
    causation_id: Line | None = None
    traceparent: Line | None = None
    redacted_at: Instant | None = None


@dataclass(frozen=True, kw_only=True)
class EventsPage:
    """Events after a position, in order. `head` is the last position assigned; `last` is where to go on (a filter may leave no items)."""

    items: tuple[EventRecord, ...]
    last: Position
    head: Position


@request(EVERY_SERVICE, kind="query", may=(MANAGEMENT_UNIT, service("gateway"), service("subscriber")), answer=EventsPage)
@dataclass(frozen=True, kw_only=True)
class ReadEvents:
    """The publisher's event log after a position, gap-free."""

    after: Position = 0
    limit: Limit = 50
    types: Annotated[tuple[Line, ...], Doc("Only these event types; empty means all.")] = ()
    subject: Line | None = None


@request(EVERY_SERVICE, kind="query", may=(service("gateway"), service("subscriber")), answer=EventsPage)
@dataclass(frozen=True, kw_only=True)
class ReadSequences:
    """The events of one aggregate from `first` to `last`, so that a listener can close a gap."""

    subject: Line
    first: Count
    last: Count


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file on its way in. Send parts until `received` equals `size`; then `state` is `complete` or `refused` with a reason."""

    id: Id
    purpose: Word
    file_name: Line
    media_type: Word
    size: Count
    received: Count
    state: Annotated[str, OneOf(["receiving", "complete", "refused"])]
    sha256: Sha256 | None = None
    reason: Word | None = None
    expires_at: Instant | None = None


@request(EVERY_SERVICE, kind="command", may=(SIGNED_IN,), answer=Upload)
@dataclass(frozen=True, kw_only=True)
class OpenUpload:
    """Announce a file. It is forgotten after 24 hours unless something refers to it."""

    purpose: Annotated[Word, Doc("What the file is for, such as `mandate`; it decides which kinds are welcome.")]
    file_name: Line
    media_type: Word
    size: Annotated[int, Range(1, MAX_FILE_BYTES)]
    sha256: Annotated[Sha256, Doc("If given, checked when the last part has come.")] | None = None


@request(EVERY_SERVICE, kind="command", may=(SIGNED_IN,), answer=Upload)
@dataclass(frozen=True, kw_only=True)
class SendUploadPart:
    """The next bytes of a file, at most 256 KiB, starting at `offset`. A part sent twice is taken once."""

    upload_id: Id
    offset: Count
    part: bytes


@request(EVERY_SERVICE, kind="query", may=(SIGNED_IN,), answer=Upload)
@dataclass(frozen=True, kw_only=True)
class GetUpload:
    """How far an upload has come; the place to ask after a lost connection."""

    upload_id: Id


@dataclass(frozen=True, kw_only=True)
class FilePart:
    """Some bytes of a stored file."""

    file_name: Line
    media_type: Word
    size: Count
    sha256: Sha256
    offset: Count
    part: bytes


@dataclass(frozen=True, kw_only=True)
class Job:
    """Long work: what it is, how far it is, and what came of it."""

    id: Id
    kind: Word
    state: Annotated[str, OneOf(["waiting", "running", "done", "failed", "cancelling", "cancelled"])]
    phase: Word | None = None
    done: Count = 0
    total: Count | None = None
    result: Json | None = None
    error_code: Word | None = None
    created_at: Instant
    finished_at: Instant | None = None


@request(EVERY_SERVICE, kind="query", may=(SIGNED_IN,), answer=Job)
@dataclass(frozen=True, kw_only=True)
class GetJob:
    """One job of one's own; the management unit sees every job but the Technical Support Fund's."""

    job_id: Id


@request(EVERY_SERVICE, kind="command", may=(SIGNED_IN,), answer=Job)
@dataclass(frozen=True, kw_only=True)
class CancelJob:
    """Ask a job to stop at the next safe place. A finished job stays as it is."""

    job_id: Id
