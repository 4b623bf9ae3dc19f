"""Forms without a token: taken from our own pages alone, so that shared pages need no cookie."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import make

HERE = {"Origin": "http://testserver"}


def status(**headers: str) -> int:
    """Return what a strict browser gets that puts an article in its cart."""
    fields = {"variant": make.variant().sku, "quantity": "1"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    client = Client(enforce_csrf_checks=True)
    return client.post(reverse("cart:lines"), fields, headers=named).status_code


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "same-origin", "Origin": "null"},
        {"Origin": "http://testserver"},
        {"Referer": "http://testserver/produits/mug/?v=1"},
    ],
)
def test_our_own_pages_need_no_token(shop: None, headers: dict[str, str]) -> None:
    assert status(**headers) == 302


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec_Fetch_Site": "cross-site", **HERE},
        {"Sec_Fetch_Site": "same-site", **HERE},
        {"Sec_Fetch_Site": "none"},
        {"Sec_Fetch_Site": ""},
        {"Origin": "null"},
        {"Origin": "https://testserver"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "http://evil.example", "Referer": "http://testserver/"},
        {"Referer": "http://evil.example/http://testserver/"},
        {"Referer": "http://[testserver/"},
    ],
)
def test_what_another_site_sends_is_refused(shop: None, headers: dict[str, str]) -> None:
    assert status(**headers) == 403


@pytest.mark.django_db
def test_shared_pages_set_no_cookie(shop: None) -> None:
    variant = make.variant(product__is_featured=True)
    sold_out = make.variant(stock=0)
    shelf = variant.product.category.get_absolute_url()
    pages = ["/", shelf, variant.get_absolute_url(), sold_out.get_absolute_url()]

    for url in [*pages, *(f"/en{page}" for page in pages)]:
        answer = Client().get(url)

        assert answer.status_code == 200, url
        assert not answer.cookies, url
        assert "csrfmiddlewaretoken" not in answer.content.decode(), url
        assert "private" not in answer.headers.get("Cache-Control", ""), url
