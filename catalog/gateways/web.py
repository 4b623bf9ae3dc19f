"""Download a picture from an address that somebody else wrote, and reach nothing but the web.

An address of an import could name the database's machine or the cloud's own (SSRF). So a name is
resolved once, every answer must be a public address, and the connection goes to that very answer:
a name that answers otherwise a moment later (DNS rebinding) changes nothing. A redirect is an
address like any other. Proxies of the environment are not used: they would resolve by themselves.
"""

import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from django.utils.translation import gettext as _
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, ReadTimeoutError

MOST_BYTES = 10 * 1024 * 1024
MOST_REDIRECTS = 3
TIMEOUT = (5, 10)  # seconds to connect, and between two pieces
MOST_SECONDS = 30
TYPES = {"image/jpeg", "image/jpg", "image/png", "image/webp", "image/gif", "image/avif"}
# IPv6 addresses that lead to an IPv4 address of the network's choice.
_TRANSLATED = [ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48")]

Address = IPv4Address | IPv6Address


class Unreachable(Exception):
    """The picture cannot be had; the message tells the merchant why."""


def resolve(host: str) -> list[str]:
    """Return every address that a name has now."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_rest, place in found))


def is_public(address: Address) -> bool:
    """Tell whether an address is one of the web: not ours, not a neighbour's, not a group's.

    >>> [is_public(ip_address(a)) for a in ("93.184.216.34", "10.0.0.1", "::ffff:127.0.0.1")]
    [True, False, False]
    """
    if isinstance(address, IPv6Address):
        within = address.ipv4_mapped or address.sixtofour
        if within is not None:
            return is_public(within)
        if address.teredo or any(address in network for network in _TRANSLATED):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


@dataclass(frozen=True)
class Target:
    """An address that may be reached: what to ask of whom, and where to connect."""

    parts: SplitResult
    host: str
    place: Address

    @property
    def name(self) -> str:
        """Return the host and, where it is not the usual one, the port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.parts.port}" if self.parts.port else host

    @property
    def url(self) -> str:
        """Return the URL with the checked address in place of the name."""
        literal = f"[{self.place}]" if self.place.version == 6 else str(self.place)
        netloc = f"{literal}:{self.parts.port}" if self.parts.port else literal
        return self.parts._replace(netloc=netloc, fragment="").geturl()


@dataclass(frozen=True)
class Guard:
    """What may be reached; tests that serve pictures themselves say so with their own."""

    resolve: Callable[[str], Iterable[str]] = resolve
    allows: Callable[[Address], bool] = is_public
    ports: frozenset[int] = frozenset({80, 443})

    def checked(self, url: str) -> Target:
        """Return what a URL leads to; raises Unreachable."""
        try:
            parts = urlsplit(url)
            port = parts.port or {"http": 80, "https": 443}[parts.scheme]
            host = (parts.hostname or "").encode("idna").decode()
        except (ValueError, KeyError) as error:
            raise Unreachable(_("Ce n'est pas une adresse du web.")) from error
        if not host or port not in self.ports or parts.username is not None:
            raise Unreachable(_("Cette adresse n'est pas permise."))
        try:
            places = [ip_address(place.partition("%")[0]) for place in self.resolve(host)]
        except (OSError, ValueError) as error:
            raise Unreachable(_("Le site est introuvable.")) from error
        if not places or not all(self.allows(place) for place in places):
            raise Unreachable(_("Cette adresse n'est pas permise."))
        return Target(parts, host, places[0])


PUBLIC = Guard()


def download(url: str, *, guard: Guard = PUBLIC) -> bytes:
    """Return the bytes of a picture, redirects followed; raises Unreachable."""
    deadline = time.monotonic() + MOST_SECONDS
    try:
        for _hop in range(MOST_REDIRECTS + 1):
            with _get(guard.checked(url)) as response:
                if not response.is_redirect:
                    return _content(response, deadline)
                url = urljoin(url, response.headers["location"])
    except (requests.Timeout, ReadTimeoutError) as error:
        raise Unreachable(_("Le site ne répond pas à temps.")) from error
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        raise Unreachable(_("Le site ne répond pas.")) from error
    raise Unreachable(_("L'adresse renvoie trop de fois vers une autre."))


class _Pinned(HTTPAdapter):
    """Connects to an address while the certificate is asked of a name."""

    def __init__(self, host: str) -> None:
        """Take the name that the certificate must bear."""
        self.host = host
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Name the host in the handshake, where the URL has only an address."""
        super().init_poolmanager(
            *args, **kwargs, server_hostname=self.host, assert_hostname=self.host
        )


def _get(target: Target) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        session.mount("https://", _Pinned(target.host))
        return session.get(
            target.url,
            headers={"Host": target.name, "Accept": "image/*", "Accept-Encoding": "identity"},
            timeout=TIMEOUT,
            allow_redirects=False,
            stream=True,
        )


def _content(response: requests.Response, deadline: float) -> bytes:
    if response.status_code != requests.codes.ok:
        raise Unreachable(_("Le site répond %d.") % response.status_code)
    kind = response.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if kind not in TYPES or response.headers.get("content-encoding", "identity") != "identity":
        raise Unreachable(_("Ce n'est pas une image JPEG, PNG, WebP, GIF ou AVIF."))
    content = bytearray()
    # What has come, not a whole piece: a site that drips would hold a worker for hours.
    while piece := response.raw.read1(64 * 1024):
        content += piece
        if len(content) > MOST_BYTES:
            raise Unreachable(_("L'image dépasse 10 Mo."))
        if time.monotonic() > deadline:
            raise Unreachable(_("Le site ne répond pas à temps."))
    return bytes(content)
