"""Lists of favourites: of whom, with what, for how long; shared, mailed, merged (K7)."""

import threading
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.accounts import AccountAdapter
from catalog.browser import COOKIE
from catalog.flows.forget_visitors import forget_visitors
from catalog.flows.keep_variant import ListFull, keep_variant
from catalog.flows.merge_wishlists import merge_wishlists
from catalog.models import Product, Variant, Wishlist, WishlistLine
from catalog.models.wishlist import KEPT, MOST_LINES, MOST_LISTS
from shop.models import Message
from tests import make
from tests.catalog.pages import text

pytestmark = pytest.mark.django_db
LINES = "/envies/lignes/"
JSON = {"Accept": "application/json"}


@pytest.fixture
def mug(shop: None) -> Variant:
    return make.variant(label="Sauge", product__name="Mug Matin", product__slug="mug-matin")


def keep(client: Client, variant: Variant) -> WishlistLine:
    """Press a heart; return the line that it made."""
    client.post(LINES, {"variant": variant.sku})
    return WishlistLine.objects.get(wishlist__browser__gt="", variant=variant)


def one_list(name: str = "", *variants: Variant, **owner: Any) -> Wishlist:
    made = Wishlist.objects.create(name=name, **(owner or {"browser": "0" * 64}))
    for variant in variants:
        keep_variant(made, variant)
    return made


def test_a_heart_keeps_the_article_and_says_so_where_the_visitor_was(
    client: Client, mug: Variant
) -> None:
    page = "http://testserver/produits/mug-matin/?v=1"
    answer = client.post(LINES, {"variant": mug.sku}, headers={"Referer": page}, follow=True)

    assert answer.redirect_chain == [(page, 302)]
    assert "Mug Matin ajouté à vos favoris." in text(answer)
    line = WishlistLine.objects.get()
    assert (line.variant, line.price_added, line.is_awaited) == (mug, Decimal("24.90"), False)
    assert "Mes favoris, 1 article" in text(client.get("/"))


def test_the_database_holds_nothing_that_opens_a_list(client: Client, mug: Variant) -> None:
    wishlist = keep(client, mug).wishlist
    wishlist.share()
    token, cookie = client.cookies[COOKIE].value, client.cookies[COOKIE]

    assert len(token) == 43
    assert token not in str(Wishlist.objects.values_list())
    assert wishlist.key not in str(Wishlist.objects.values_list())
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert cookie["max-age"] == KEPT.total_seconds()


def test_the_card_keeps_the_variant_whose_price_it_shows(client: Client, mug: Variant) -> None:
    cheapest = make.variant(product=mug.product, price="12.00")
    make.variant(product=mug.product, price="5.00", stock=0)

    client.post(LINES, {"product": mug.product_id})

    assert WishlistLine.objects.get().variant == cheapest


def test_a_second_heart_adds_nothing(client: Client, mug: Variant) -> None:
    keep(client, mug)

    answer = client.post(LINES, {"variant": mug.sku}, headers=JSON)

    assert answer.json()["text"] == "Mug Matin y est déjà."
    assert WishlistLine.objects.count() == 1


def test_a_heart_pressed_again_takes_out_and_the_third_puts_back_as_it_was(
    client: Client, mug: Variant
) -> None:
    line = keep(client, mug)
    client.post(f"{LINES}{line.pk}/", {"note": "Pour Léa"})
    WishlistLine.objects.update(price_added=Decimal("30.00"))

    gone = client.post(LINES, {"remove": f"p{mug.product_id}"}, headers=JSON).json()
    assert gone["text"] == "Mug Matin retiré de vos favoris."
    assert 'data-hearts=""' in gone["link"]
    assert not WishlistLine.objects.exists()

    back = client.post(LINES, {"undo": gone["undo"]}, headers=JSON).json()
    again = client.post(LINES, {"undo": gone["undo"]}, headers=JSON)
    assert f"p{mug.product_id} v{mug.pk}" in back["link"]
    assert again.status_code == 200
    restored = WishlistLine.objects.get()
    assert (restored.note, restored.price_added) == ("Pour Léa", Decimal("30.00"))
    assert restored.added_at == line.added_at


@pytest.mark.parametrize(
    "fields",
    [{"variant": "NULLE-PART"}, {"product": "0"}, {"product": "x"}, {"product": "9" * 40}, {}],
)
def test_what_is_not_sold_is_not_kept(client: Client, mug: Variant, fields: dict[str, str]) -> None:
    answer = client.post(LINES, fields, headers=JSON)

    assert answer.status_code == 400
    assert not WishlistLine.objects.exists()
    assert COOKIE not in answer.cookies


@pytest.mark.parametrize(
    "fields", [{"undo": "x"}, {"remove": ""}, {"remove": "px"}, {"remove": "q1"}]
)
def test_forged_requests_are_refused(client: Client, fields: dict[str, str]) -> None:
    assert client.post(LINES, fields).status_code == 400


def test_nobody_reaches_the_lists_of_others(client: Client, mug: Variant) -> None:
    line = keep(client, mug)
    wishlist = line.wishlist_id
    customer = Client()
    customer.force_login(make.user())

    for stranger in (Client(), customer):
        keep_another = stranger.post(LINES, {"variant": mug.sku})
        assert keep_another.status_code == 302
        assert stranger.get("/envies/", {"liste": wishlist}).status_code == 404
        for url in (
            f"{LINES}{line.pk}/",
            *(f"/envies/listes/{wishlist}/{a}" for a in ("", "suppression/", "partage/")),
            *(f"/envies/listes/{wishlist}/{a}" for a in ("envoi/", "alertes/")),
        ):
            assert stranger.post(url, {"remove": "1"}).status_code == 404, url
        stranger.post(LINES, {"remove": f"v{mug.pk}"})
    assert WishlistLine.objects.get() == line


def test_a_list_is_made_renamed_filled_and_deleted(client: Client, mug: Variant) -> None:
    line = keep(client, mug)
    client.post("/envies/listes/", {"nouvelle-name": " Noël   2026 "})
    christmas = Wishlist.objects.get(name="Noël 2026")

    client.post(f"{LINES}{line.pk}/", {"note": "En vert", "list": christmas.pk})
    line.refresh_from_db()
    assert (line.wishlist, line.note) == (christmas, "En vert")

    client.post(f"/envies/listes/{christmas.pk}/", {"nom-name": "Étrennes"})
    page = client.get("/envies/", {"liste": christmas.pk})
    assert "Étrennes" in text(page)
    assert "En vert" in text(page)

    question = client.get(f"/envies/listes/{christmas.pk}/suppression/")
    assert "Supprimer « Étrennes » ?" in text(question)
    assert Wishlist.objects.count() == 2
    client.post(f"/envies/listes/{christmas.pk}/suppression/")
    assert [str(left) for left in Wishlist.objects.all()] == ["Mes favoris"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Donnez un nom à cette liste"),
        ("mes FAVORIS", "Vous avez déjà une liste de ce nom."),
        ("x" * 61, "60 caractères au plus"),
        ("a\x07b", "Retirez les caractères invisibles"),
    ],
)
def test_a_bad_name_is_explained_beside_the_field(
    client: Client, mug: Variant, name: str, said: str
) -> None:
    keep(client, mug)

    page = client.post("/envies/listes/", {"nouvelle-name": name})

    assert said in text(page)
    assert Wishlist.objects.count() == 1


def test_a_note_that_is_too_long_is_not_lost(client: Client, mug: Variant) -> None:
    line = keep(client, mug)

    page = client.post(f"{LINES}{line.pk}/", {"note": "x" * 201})

    assert "200 caractères au plus" in text(page)
    assert "x" * 201 in page.content.decode()


def test_lists_and_lines_have_a_limit(client: Client, mug: Variant) -> None:
    wishlist = keep(client, mug).wishlist
    for number in range(MOST_LISTS + 1):
        client.post("/envies/listes/", {"nouvelle-name": f"Liste {number}"})
    assert Wishlist.objects.count() == MOST_LISTS

    others = Variant.objects.bulk_create(
        Variant(product=mug.product, sku=f"S{n}", price=1) for n in range(MOST_LINES)
    )
    for other in others[: MOST_LINES - 1]:
        keep_variant(wishlist, other)
    with pytest.raises(ListFull):
        keep_variant(wishlist, others[-1])
    full = client.post(LINES, {"variant": others[-1].sku}, headers=JSON)
    assert full.json()["text"] == "Cette liste est pleine\u00a0: 100 articles au plus."


def test_the_page_tells_what_changed_since(client: Client, mug: Variant) -> None:
    dear = make.variant(price="10.00", product__name="Savon")
    gone = make.variant(product__name="Vase", product=None)
    deleted = make.variant(stock=0, product__name="Bol")
    for variant in (mug, dear, gone, deleted):
        keep(client, variant)
    mug.change_price(Decimal("19.90"))
    dear.change_price(Decimal("12.50"))
    Product.objects.filter(pk=gone.product_id).update(published_at=None)
    deleted.delete()
    make.variant(product__name="Pichet", product__category=gone.product.category)

    page = text(client.get("/envies/"))

    assert "−5 € depuis votre ajout" in page
    assert "+2,50 € depuis votre ajout" in page
    assert page.count("Ce produit n'est plus proposé") == 2
    assert "Bol" in page
    assert "À la place de ce qui n'est plus proposé" in page
    assert "Pichet" in page


def test_an_empty_list_says_how_to_fill_it(client: Client, shop: None) -> None:
    answer = client.get("/envies/")

    assert "Vous n'avez pas encore de favori" in text(answer)
    assert not answer.cookies


@pytest.mark.parametrize("count", [3, 30])
def test_a_list_asks_for_the_same_rows_whatever_its_length(
    client: Client, mug: Variant, count: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    wishlist = keep(client, mug).wishlist
    for _ in range(count - 1):
        variant = make.variant()
        make.picture(variant.product)
        make.offer(variant, "20.00")
        keep_variant(wishlist, variant)

    with django_assert_num_queries(7):
        assert client.get("/envies/").content.count(b'<li class="line"') == count


def test_a_shared_list_shows_its_goods_and_nothing_of_its_owner(
    client: Client, mug: Variant
) -> None:
    line = keep(client, mug)
    wishlist = line.wishlist
    client.post(f"{LINES}{line.pk}/", {"note": "Secret"})
    client.post(f"/envies/listes/{wishlist.pk}/partage/")
    wishlist.refresh_from_db()
    url = wishlist.shared_url

    answer = Client().get(url)
    page = answer.content.decode()
    assert "Mug Matin" in page
    assert "Secret" not in page
    assert reverse("cart:lines") in page
    assert (not answer.cookies, answer.headers["X-Robots-Tag"]) == (True, "noindex")

    for wrong in (wishlist.share_id, url[8:-2], url[8:-1] + "x"):
        assert Client().get(f"/envies/{wrong}/").status_code == 404
    client.post(f"/envies/listes/{wishlist.pk}/partage/", {"stop": "1"})
    assert Client().get(url).status_code == 404
    client.post(f"/envies/listes/{wishlist.pk}/partage/")
    assert Client().get(url).status_code == 404


def test_a_list_is_mailed_once_and_without_what_was_typed(client: Client, mug: Variant) -> None:
    line = keep(client, mug)
    client.post(f"{LINES}{line.pk}/", {"note": "http://evil.example"})
    Wishlist.objects.update(name="Gagnez un million")
    url = f"/envies/listes/{line.wishlist_id}/envoi/"

    for _ in range(2):
        page = client.post(url, {"envoi-email": " Lea@Example.fr"}, follow=True)
        assert "Votre liste part à l'adresse lea@example.fr." in text(page)
    client.post(url, {"envoi-email": "lea@example.fr", "envoi-website": "x"})

    message = Message.objects.get()
    assert message.recipient == "lea@example.fr"
    assert "Mug Matin – Sauge" in message.text
    assert "?v=" in message.text
    assert "evil" not in message.text + message.html
    assert "million" not in message.text + message.subject + message.html


def test_mailing_is_counted_and_keeps_what_was_typed(client: Client, mug: Variant) -> None:
    url = f"/envies/listes/{keep(client, mug).wishlist_id}/envoi/"
    assert "par exemple nom@exemple.fr" in text(client.post(url, {"envoi-email": "lea@"}))

    statuses = [
        client.post(url, {"envoi-email": f"a{n}@example.fr"}).status_code for n in range(11)
    ]

    assert statuses == [302] * 10 + [429]


def test_signing_in_brings_the_lists_along_once(client: Client, mug: Variant, rf: Any) -> None:
    soap, customer = make.variant(product__name="Savon"), make.user()
    theirs = one_list("", mug, customer=customer)
    mine = keep(client, mug)
    WishlistLine.objects.filter(pk=mine.pk).update(note="Pour Léa")
    keep(client, soap)
    client.post("/envies/listes/", {"nouvelle-name": "Noël"})
    shared = Wishlist.objects.get(pk=mine.wishlist_id)
    shared.share()
    key, token = shared.key, client.cookies[COOKIE].value

    request = rf.post("/compte/login/")
    request.COOKIES[COOKIE], request.session = token, client.session
    AccountAdapter().login(request, customer)

    assert merge_wishlists(token, customer) == 0
    lists = Wishlist.objects.of_customer(customer)
    assert [str(found) for found in lists] == ["Mes favoris", "Noël"]
    assert Wishlist.objects.count() == 2
    assert set(theirs.lines.values_list("variant", "note")) == {(mug.pk, "Pour Léa"), (soap.pk, "")}
    assert Client().get(f"/envies/{key}/").status_code == 200


def test_a_visitor_s_list_is_erased_after_thirteen_months(client: Client, mug: Variant) -> None:
    old = keep(client, mug).wishlist
    recent, customers = one_list("", browser="1" * 64), one_list("", customer=make.user())
    long_ago = timezone.now() - KEPT - timedelta(minutes=1)
    Wishlist.objects.exclude(pk=recent.pk).update(touched_at=long_ago)

    forget_visitors()

    assert set(Wishlist.objects.all()) == {recent, customers}
    assert not WishlistLine.objects.filter(wishlist=old).exists()
    assert forget_visitors() == 0


def test_a_program_does_not_fill_the_shop_with_lists(mug: Variant) -> None:
    for _ in range(101):
        answer = Client().post(LINES, {"variant": mug.sku}, headers=JSON)

    assert answer.json()["text"] == "Trop de demandes. Réessayez dans une heure."
    assert Wishlist.objects.count() == 100


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_sign_ins_at_once_merge_once(mug: Variant) -> None:
    customer = make.user()
    client = Client()
    keep(client, mug)
    token = client.cookies[COOKIE].value
    moved: list[int] = []

    def merge() -> None:
        moved.append(merge_wishlists(token, customer))
        connection.close()

    threads = [threading.Thread(target=merge) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(moved) == [0, 0, 0, 1]
    assert Wishlist.objects.get().customer == customer


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_hearts_at_once_make_one_line(mug: Variant) -> None:
    wishlist = one_list()
    new: list[bool] = []

    def press() -> None:
        new.append(keep_variant(Wishlist.objects.get(pk=wishlist.pk), mug).is_new)
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(new) == [False, False, False, True]
    assert wishlist.lines.count() == 1
