"""A batch of decisions. It has no state of its own: each line is as far as its decision is."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from chassis.aggregate import Aggregate


@dataclass(kw_only=True)
class Batch(Aggregate):
    kind: ClassVar[str] = "fund-decision-batches"
    call_id: str
    decision_ids: tuple[str, ...]
    run_id: str | None = None
    job_id: str | None = None
    made_by: str | None
    made_at: datetime
