"""Pictures of imports: only the web is reached, by the address that was checked (6.3 SSRF)."""

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from ipaddress import ip_address

import pytest
from PIL import Image

from catalog import tasks
from catalog.flows.fetch_picture import fetch_picture
from catalog.gateways import web
from catalog.gateways.web import Guard, Unreachable, download, is_public
from catalog.models import ProductImage
from tests import make


def _png() -> bytes:
    content = BytesIO()
    Image.new("RGB", (400, 500), "sienna").save(content, "PNG")
    return content.getvalue()


class _Site(BaseHTTPRequestHandler):
    """A web site that answers by the path that is asked."""

    seen: list[str] = []
    ended = threading.Event()

    def do_GET(self) -> None:
        self.seen.append(f"{self.headers['Host']}{self.path}")
        path = self.path.split("?")[0]
        if path.startswith("/redirect/"):
            hops = int(path.rsplit("/", 1)[1])
            self._answer(302, location=f"/redirect/{hops - 1}" if hops > 1 else "/photo.png")
        elif path == "/inward":
            self._answer(302, location="http://169.254.169.254/latest/meta-data/")
        elif path == "/photo.png":
            self._answer(200, "image/png", _png())
        elif path == "/page.png":
            self._answer(200, "image/png", b"<script>alert(1)</script>")
        elif path == "/page.html":
            self._answer(200, "text/html", _png())
        elif path == "/huge.png":
            self._answer(200, "image/png", b"\0" * (web.MOST_BYTES + 1))
        elif path == "/cut.png":
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"x")
        elif path == "/drip.png":
            self._drip()
        elif path == "/packed.png":
            self._answer(200, "image/png", b"\x1f\x8b", encoding="gzip")
        else:
            self._answer(404)

    def _answer(
        self,
        code: int,
        kind: str = "",
        body: bytes = b"",
        *,
        location: str = "",
        encoding: str = "",
    ) -> None:
        self.send_response(code)
        headers = {"Content-Type": kind, "Location": location, "Content-Encoding": encoding}
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            # The reader had enough.
            return

    def _drip(self) -> None:
        """Send a byte now and then, for ever."""
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):
            while not self.ended.wait(0.05):
                self.wfile.write(b"x")

    def log_message(self, *_args: object) -> None:
        """Keep the tests' output quiet."""


@pytest.fixture
def site() -> Iterator[int]:
    """Serve pictures on this machine and give the port."""
    _Site.seen = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def guard(site: int) -> Guard:
    """Allow the served site, under any public name, and leave the rest of the guard as it is."""
    return Guard(
        resolve=lambda host: ["127.0.0.1"] if host.endswith(".example") else [host],
        allows=lambda place: is_public(place) or str(place) == "127.0.0.1",
        ports=frozenset({80, 443, site}),
    )


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def _pending(url: str) -> ProductImage:
    return make.picture(
        make.product(), source_url=url, status="pending", sizes={}, width=0, height=0
    )


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "2001:0:1::1",
    ],
)
def test_addresses_that_are_not_of_the_web_are_refused(address: str) -> None:
    assert not is_public(ip_address(address))
    literal = f"[{address}]" if ":" in address else address
    with pytest.raises(Unreachable):
        download(f"http://{literal}/photo.png")


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1"])
def test_addresses_of_the_web_are_allowed(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://site.example/photo.png",
        "gopher://site.example/",
        "javascript:alert(1)",
        "//site.example/photo.png",
        "http://",
        "http:///photo.png",
        "http://site.example:22/photo.png",
        "http://site.example:6379/",
        "http://user:secret@site.example/photo.png",
        "http://site.example:port/",
        "http://[::1/photo.png",
        "http://" + "a" * 70 + ".example/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://localhost/",
    ],
)
def test_addresses_that_mean_something_else_are_refused(url: str) -> None:
    public = Guard(
        resolve=lambda host: ["93.184.216.34"] if host == "site.example" else web.resolve(host)
    )
    with pytest.raises(Unreachable):
        download(url, guard=public)


def test_a_name_with_one_inward_address_among_public_ones_is_refused() -> None:
    mixed = Guard(resolve=lambda _host: ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(Unreachable, match="permise"):
        download("http://site.example/photo.png", guard=mixed)


def test_the_connection_goes_to_the_address_that_was_checked(site: int) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    once = Guard(
        lambda _host: next(answers), lambda place: str(place) == "127.0.0.1", frozenset({site})
    )

    assert download(f"http://site.example:{site}/photo.png", guard=once) == _png()
    assert _Site.seen == [f"site.example:{site}/photo.png"]


def test_a_secure_site_is_asked_for_its_name_not_for_its_address(guard: Guard, site: int) -> None:
    """The plain server cannot shake hands: what matters is that nothing is sent in the clear."""
    with pytest.raises(Unreachable, match="ne répond pas"):
        download(f"https://site.example:{site}/photo.png", guard=guard)
    assert _Site.seen == []
    adapter = web._Pinned("site.example")
    assert adapter.poolmanager.connection_pool_kw["server_hostname"] == "site.example"
    assert adapter.poolmanager.connection_pool_kw["assert_hostname"] == "site.example"
    assert ssl.HAS_SNI


def test_three_redirects_are_followed_and_a_fourth_is_not(guard: Guard, site: int) -> None:
    assert download(f"http://a.example:{site}/redirect/3", guard=guard) == _png()
    with pytest.raises(Unreachable, match="trop de fois"):
        download(f"http://a.example:{site}/redirect/4", guard=guard)


def test_a_redirect_inward_is_refused(guard: Guard, site: int) -> None:
    with pytest.raises(Unreachable, match="permise"):
        download(f"http://a.example:{site}/inward", guard=guard)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("huge.png", "dépasse 10"),
        ("page.html", "Ce n'est pas une image"),
        ("packed.png", "Ce n'est pas une image"),
        ("none.png", "Le site répond 404"),
        ("cut.png", "Le site ne répond pas"),
    ],
)
def test_answers_that_are_no_picture_are_refused(
    guard: Guard, site: int, path: str, reason: str
) -> None:
    with pytest.raises(Unreachable, match=reason):
        download(f"http://a.example:{site}/{path}", guard=guard)


def test_a_site_that_drips_is_left_in_time(guard: Guard, site: int, monkeypatch) -> None:
    monkeypatch.setattr(web, "MOST_SECONDS", 1)
    begun = time.monotonic()

    with pytest.raises(Unreachable, match="ne répond pas à temps"):
        download(f"http://pictures.example:{site}/drip.png", guard=guard)

    assert time.monotonic() - begun < 5
    _Site.ended.set()


def test_the_environments_proxy_is_not_asked(guard: Guard, site: int, monkeypatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert download(f"http://a.example:{site}/photo.png", guard=guard) == _png()


@pytest.mark.django_db
def test_a_fetched_picture_is_ready_and_fetching_again_asks_nobody(guard: Guard, site: int) -> None:
    picture = _pending(f"http://a.example:{site}/photo.png")

    assert fetch_picture(picture, guard=guard)
    assert fetch_picture(ProductImage.objects.get(), guard=guard)

    picture.refresh_from_db()
    assert (picture.status, picture.width, list(picture.sizes)) == ("ready", 400, ["320", "400"])
    assert len(_Site.seen) == 1


@pytest.mark.django_db
def test_what_pretends_to_be_a_picture_is_missing_and_not_kept(
    guard: Guard, site: int, tmp_path
) -> None:
    picture = _pending(f"http://a.example:{site}/page.png")

    assert not fetch_picture(picture, guard=guard)

    picture.refresh_from_db()
    assert (picture.status, picture.original.name) == ("missing", "")
    assert picture.error == "Ce fichier n'est pas une image JPEG, PNG, WebP, GIF ou AVIF."
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_without_a_network_the_picture_is_missing_and_the_product_stays() -> None:
    picture = _pending("http://nowhere.invalid/photo.png")

    tasks.fetch_pictures()
    tasks.fetch_pictures()

    picture.refresh_from_db()
    assert (picture.status, picture.error) == ("missing", "Le site est introuvable.")
    assert picture.product.is_published


@pytest.mark.django_db
def test_a_missing_picture_may_be_fetched_once_more(guard: Guard, site: int) -> None:
    picture = _pending("http://127.0.0.1/photo.png")
    tasks.fetch_picture(picture.pk)
    picture.refresh_from_db()
    assert (picture.status, picture.error) == ("missing", "Cette adresse n'est pas permise.")

    picture.source_url = f"http://a.example:{site}/photo.png"
    assert fetch_picture(picture, guard=guard)

    picture.refresh_from_db()
    assert (picture.status, picture.error) == ("ready", "")
