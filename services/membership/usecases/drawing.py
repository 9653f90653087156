"""Links for letters that are being written, by what they lead to. Only the letter ever holds the token."""

from collections.abc import Callable
from typing import Final

from contracts.membership import DrawLink, DrawnLink
from services.membership.usecases import addresses, invitations, resets
from services.membership.usecases.ports import Membership

DRAWERS: Final[dict[str, Callable[[Membership, DrawLink], DrawnLink]]] = {
    "invitation": invitations.draw,
    "password_reset": resets.draw,
    "email_confirmation": addresses.draw,
}
"""Who draws which kind of link. Each raises `Conflict` when the thing is over."""


def draw_link(unit: Membership, request: DrawLink) -> DrawnLink:
    return DRAWERS[request.kind](unit, request)
