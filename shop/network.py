"""Where a request comes from, believed only as far as our own proxies say."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """Return the visitor's address; a forged X-Forwarded-For changes nothing.

    Each proxy appends the address that it saw, so the one to believe is as far from the right as
    there are proxies of ours.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    seen = [part.strip() for part in forwarded if part.strip()]
    trusted = settings.TRUSTED_PROXIES
    address = seen[-trusted] if trusted and len(seen) >= trusted else request.META["REMOTE_ADDR"]
    try:
        return str(ip_address(address))
    except ValueError:
        return str(request.META["REMOTE_ADDR"])


def client_network(request: HttpRequest) -> str:
    """Return the visitor's address, or its /64 for IPv6, where one person has billions."""
    address = ip_address(client_ip(request))
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        # How a server that listens on both names every visitor of the old network.
        return str(address.ipv4_mapped)
    if address.version == 6:
        return str(ip_network(f"{address}/64", strict=False))
    return str(address)
