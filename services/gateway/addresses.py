"""Where a request came from. What a client says about that is believed only from proxies we know."""

import ipaddress
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Raises `ValueError` for what is no address or network."""
    return tuple(ipaddress.ip_network(text.strip(), strict=False) for text in texts if text.strip())


def client_address(scope: Mapping[str, Any], proxies: tuple[Network, ...]) -> str:
    """The nearest address that is not one of our proxies: `X-Forwarded-For` read from its right end."""
    client = scope.get("client")
    address = str(client[0]) if client else "local"
    if not proxies or not _known(address, proxies):
        return address
    hops = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for").decode("latin-1").split(",")
    for hop in reversed(hops):
        hop = hop.strip()
        if not _is_address(hop):
            break
        address = hop
        if not _known(hop, proxies):
            break
    return address


@lru_cache(maxsize=4096)
def _known(address: str, proxies: tuple[Network, ...]) -> bool:
    return _is_address(address) and any(ipaddress.ip_address(address) in network for network in proxies)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
