"""Addresses of readers, never kept as they are: only the network they are in."""

import ipaddress

IPV4_PREFIX = 24
IPV6_PREFIX = 56


def address_prefix(address: str) -> str:
    """Return the network an address is in: what one household or school shares."""
    try:
        parsed = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return "unknown"
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    found = mapped or parsed
    prefix = IPV4_PREFIX if found.version == 4 else IPV6_PREFIX
    return str(ipaddress.ip_network((found, prefix), strict=False))
