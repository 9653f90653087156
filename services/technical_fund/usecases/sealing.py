"""Closing what somebody wrote with a key that goes with them, so that erasure reaches it wherever it is kept."""

from chassis.context import new_id
from services.technical_fund.usecases.ports import Fund


def closed_text(unit: Fund, text: str | None) -> tuple[str | None, str | None]:
    """The id under which its key is kept, and the text closed with it. Nothing for no text."""
    if not text:
        return None, None
    text_id = new_id()
    return text_id, unit.person_keys.for_text(text_id, unit.actor.person_id).close(text, text_id)
