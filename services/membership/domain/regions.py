"""Countries and regions that are asked for by word."""

from contracts.errors import Invalid
from contracts.regions import REGION_OF as REGION_OF
from contracts.regions import REGIONS


def known_country(code: str) -> bool:
    return code in REGION_OF


def require_region(region: str, pointer: str) -> None:
    """Raises `Invalid` when the network has no region of that name."""
    if region not in REGIONS:
        raise Invalid.field(pointer, "membership.unknown_region", f"there is no region {region}")
