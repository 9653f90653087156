"""Once a day, a digest of all histories that have grown."""

from services.technical_fund.domain.history_anchors import MARGIN, Line, anchor_id, anchored
from services.technical_fund.usecases.ports import Fund


def anchor_histories(unit: Fund) -> int:
    """Make the digest of yesterday and before, unless it is made; how many histories it is over. Of two who try at once, one succeeds."""
    day = unit.now.date()
    if unit.history_anchors.find(anchor_id(day)) is not None:
        return 0
    before = unit.history_anchors.last()
    grown = unit.histories.grown_since(None if before is None else before.at - MARGIN)
    lines = [Line(application_id=id, seq=head.seq, hash=head.hash) for id, head in grown]
    if lines:
        unit.history_anchors.keep(anchored(day, unit.now, before, lines), lines)
    return len(lines)
