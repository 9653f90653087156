"""What each step is: where it may begin and end, who may be allowed to take it, and whether a process can do without it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from contracts.technical_fund import WORKFLOW_PARTS
from services.technical_fund.domain.workflow import LIVE, OUTCOME, START

CITY: Final = frozenset({"applicant", "mayor"})
UNIT: Final = frozenset({"management"})
PANEL: Final = frozenset({"management", "chair"})
UNIT_OR_TIME: Final = frozenset({"management", "chair", "system"})
ANYBODY_ASKED: Final = frozenset(WORKFLOW_PARTS) - {"reviewer"}


@dataclass(frozen=True, kw_only=True)
class Step:
    """`source` and `target` are kinds of state."""

    source: str
    target: str
    parts: frozenset[str]
    needed: bool = True


STEP: Final[Mapping[str, Step]] = {
    "submit": Step(source=START, target=LIVE, parts=CITY),
    "withdraw": Step(source=LIVE, target=OUTCOME, parts=CITY),
    "begin_screening": Step(source=LIVE, target=LIVE, parts=UNIT_OR_TIME),
    "request_information": Step(source=LIVE, target=LIVE, parts=PANEL | {"reviewer"}, needed=False),
    "provide_information": Step(source=LIVE, target=LIVE, parts=ANYBODY_ASKED, needed=False),
    "find_eligible": Step(source=LIVE, target=LIVE, parts=UNIT),
    "find_ineligible": Step(source=LIVE, target=OUTCOME, parts=UNIT),
    "reinstate": Step(source=OUTCOME, target=LIVE, parts=UNIT, needed=False),
    "begin_review": Step(source=LIVE, target=LIVE, parts=UNIT_OR_TIME),
    "close_review": Step(source=LIVE, target=LIVE, parts=UNIT_OR_TIME),
    "propose_decision": Step(source=LIVE, target=LIVE, parts=PANEL),
    "return_decision": Step(source=LIVE, target=LIVE, parts=PANEL),
    "fund": Step(source=LIVE, target=OUTCOME, parts=UNIT),
    "fund_in_part": Step(source=LIVE, target=OUTCOME, parts=UNIT, needed=False),
    "decline": Step(source=LIVE, target=OUTCOME, parts=UNIT),
    "defer": Step(source=LIVE, target=LIVE, parts=UNIT, needed=False),
    "resume": Step(source=LIVE, target=LIVE, parts=UNIT_OR_TIME, needed=False),
    "appeal": Step(source=OUTCOME, target=LIVE, parts=CITY, needed=False),
    "uphold_appeal": Step(source=LIVE, target=LIVE, parts=UNIT, needed=False),
    "dismiss_appeal": Step(source=LIVE, target=OUTCOME, parts=UNIT, needed=False),
    "close": Step(source=OUTCOME, target=OUTCOME, parts=UNIT | {"system"}),
}
"""The reopening steps are those from an outcome to a live state; nothing else leaves an outcome but `close`."""

GIVES_MONEY: Final = frozenset({"fund", "fund_in_part"})
DECIDES: Final = GIVES_MONEY | {"decline", "defer"}
"""What a second person does with a proposed decision."""
