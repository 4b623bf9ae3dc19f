"""Prices: whatever changes one is remembered, and nothing remembered is changed (R50)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from catalog import guards
from catalog.flows.take_up_bypasses import take_up_bypasses
from catalog.models import Offer, PriceChange, Product, Variant
from catalog.models.reference import reference_of
from tests import make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def history(variant: Variant) -> list[str]:
    return [str(change.price) for change in variant.price_changes.order_by("at", "pk")]


def save(variant: Variant) -> None:
    variant.price = Decimal("26.00")
    variant.save()


def bulk(variant: Variant) -> None:
    variant.price = Decimal("26.00")
    Variant.objects.bulk_update([variant], ["price"])


def by_hand(variant: Variant) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_variant SET price = 26 WHERE id = %s", [variant.pk])


@pytest.mark.parametrize(
    "change",
    [
        lambda variant: variant.change_price(Decimal("26.00")),
        lambda variant: Variant.objects.filter(pk=variant.pk).update(price="26.00"),
        bulk,
        save,
        by_hand,
    ],
    ids=["change_price", "update", "bulk_update", "save", "sql"],
)
def test_a_price_is_remembered_whatever_changes_it(change, verified):
    mug = make.variant(price="24.90")
    before = timezone.now()

    change(Variant.objects.get(pk=mug.pk))

    assert history(mug) == ["24.90", "26.00"]
    take_up_bypasses()
    assert take_up_bypasses() == 0
    assert Product.objects.get().lowest_price == Decimal("26.00")
    last = mug.price_changes.latest("at")
    assert before - DAY < last.at < timezone.now() + timedelta(seconds=1)


def test_who_changed_a_price_is_remembered_and_a_bypass_names_nobody():
    actor, mug = make.staff(), make.variant(price="24.90")

    mug.change_price(Decimal("26.00"), actor=actor)
    mug.change_price(Decimal("26.00"), actor=actor)
    Variant.objects.filter(pk=mug.pk).update(price="27.00")

    actors = [change.actor for change in mug.price_changes.order_by("at", "pk")]
    assert (history(mug), actors) == (["24.90", "26.00", "27.00"], [None, actor, None])


def test_many_at_once_have_their_first_price():
    product = make.product()
    rows = [Variant(product=product, sku=f"B-{n}", price=Decimal(n + 1)) for n in range(5)]

    Variant.objects.bulk_create(rows)

    assert list(PriceChange.objects.order_by("price").values_list("price", flat=True)) == [
        Decimal(n) for n in range(1, 6)
    ]


@pytest.mark.parametrize(
    "tamper",
    [
        lambda: PriceChange.objects.update(price="1.00"),
        lambda: PriceChange.objects.update(at=timezone.now() - 60 * DAY),
        lambda: PriceChange.objects.all().delete(),
        lambda: PriceChange.objects.first().delete(),
        lambda: PriceChange.objects.create(
            variant=Variant.objects.get(), price="99.00", at=timezone.now() - 20 * DAY
        ),
        lambda: Offer.objects.update(price="1.00"),
        lambda: Offer.objects.update(starts_at=timezone.now() + DAY),
        lambda: Offer.objects.update(ends_at=timezone.now() + 9 * DAY),
        lambda: Offer.objects.all().delete(),
    ],
)
def test_history_and_offers_that_have_begun_cannot_be_rewritten(tamper, verified):
    make.offer(make.variant(price="24.90"), "19.90", ends_at=timezone.now() + 5 * DAY)
    before = list(PriceChange.objects.values()), list(Offer.objects.values())

    with pytest.raises(IntegrityError), transaction.atomic():
        tamper()

    assert (list(PriceChange.objects.values()), list(Offer.objects.values())) == before


def test_the_end_of_an_offer_only_comes_nearer_and_once_ended_stays():
    make.offer(make.variant(), "19.90", ends_at=timezone.now() + 5 * DAY)

    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.update(ends_at=timezone.now() - timedelta(hours=1))
    Offer.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.update(ends_at=timezone.now() - timedelta(seconds=2))


def test_a_history_outlives_its_variant():
    """A variant that was never sold can go; what its price was stays."""
    mug = make.variant(stock=0)
    pk = mug.pk

    mug.delete()

    assert PriceChange.objects.filter(variant=pk).count() == 1


def test_the_guards_stand_after_every_migration():
    """A migration that makes a table anew on SQLite loses its triggers: `guards.put_up` again."""
    assert guards.standing(connection) == set(guards.NAMES)


def test_a_guard_that_fell_is_told_by_the_auditor():
    with connection.cursor() as cursor:
        cursor.execute(guards.down(connection)[0])
    out = StringIO()

    with pytest.raises(SystemExit):
        call_command("verify", stdout=out)

    assert "the guards of prices and offers stand" in out.getvalue()


def test_a_future_or_wrong_history_is_told_by_the_auditor():
    mug = make.variant(price="24.90")
    PriceChange.objects.create(variant=mug, price="30.00", at=timezone.now() + DAY)

    with pytest.raises(SystemExit):
        call_command("verify", "--quiet", stdout=StringIO())


# What may be struck: days before the offer began -> the price from then on.
CASES = {
    "the law's own case": ({60: "100.00", 13: "80.00", 10: "100.00"}, "75.00", "80.00", 6),
    "a fall that stays is the new price": ({60: "100.00", 5: "80.00"}, "75.00", "80.00", 6),
    "older than thirty days does not count": (
        {90: "100.00", 60: "50.00", 31: "100.00"},
        "75.00",
        "100.00",
        25,
    ),
    "the price that day thirty began with counts": (
        {90: "100.00", 60: "50.00", 29: "100.00"},
        "75.00",
        None,
        None,
    ),
    "a rise before the offer strikes nothing higher": (
        {60: "75.00", 2: "100.00"},
        "75.00",
        None,
        None,
    ),
    "twenty-nine days of history": ({29: "100.00"}, "75.00", None, None),
    "thirty days of history": ({30: "100.00"}, "75.00", "100.00", 25),
    "a third is not rounded up": ({60: "90.00"}, "60.10", "90.00", 33),
    "an exact percentage stays exact": ({60: "30.00"}, "21.00", "30.00", 30),
}


@pytest.mark.parametrize(("prices", "price", "struck", "percent"), CASES.values(), ids=list(CASES))
def test_only_the_lowest_price_of_thirty_days_is_struck(prices, price, struck, percent):
    """K9, R50, C-330/23."""
    mug = make.variant(price=prices[min(prices)])
    make.past(mug, {days + 1: paid for days, paid in prices.items()})
    start = timezone.now() - DAY + timedelta(seconds=5)
    offer = Offer.objects.create(variant=mug, price=price, starts_at=start)

    assert (mug.reference_price, mug.reduction) == (struck and Decimal(struck), percent)
    told = reference_of(offer)
    assert offer.reference_price == (told and told.price)


def test_an_offer_of_the_last_month_lowers_the_reference_of_the_next():
    mug = make.variant(price="100.00")
    make.past(mug, {90: "100.00"})
    now = timezone.now()
    Offer.objects.create(
        variant=mug, price="80.00", starts_at=now - 20 * DAY, ends_at=now - 10 * DAY
    )
    offer = Offer.objects.create(variant=mug, price="75.00", starts_at=now - DAY)

    assert (mug.reference_price, mug.reduction) == (Decimal("80.00"), 6)
    assert reference_of(offer).price == Decimal("80.00")


def series(mug: Variant, *prices: str, gap: timedelta = timedelta(0)) -> list[Offer]:
    """Plan cuts of a week each, the last of which began yesterday, as the admin does."""
    now = timezone.now()
    offers = []
    for weeks, price in enumerate(reversed(prices)):
        start = now - timedelta(days=1 + 7 * weeks)
        end = start + timedelta(days=7) - gap if weeks else None
        offers.append(Offer(variant=mug, price=Decimal(price), starts_at=start, ends_at=end))
    with_links = []
    for offer in reversed(offers):
        before = offer.continued()
        offer.reduced_since = (before.reduced_since or before.starts_at) if before else None
        offer.save()
        with_links.append(offer)
    return with_links


def test_growing_cuts_in_a_row_keep_the_price_before_the_first():
    """R50, L112-1-1 I: 100, then 80, 70, 60 without a break: −40 %, from 100 €."""
    mug = make.variant(price="100.00")
    make.past(mug, {90: "100.00"})
    *_others, last = series(mug, "80.00", "70.00", "60.00")

    assert (mug.reference_price, mug.reduction) == (Decimal("100.00"), 40)
    assert last.is_progressive
    assert reference_of(last).price == Decimal("100.00")


def test_a_break_between_cuts_begins_anew():
    mug = make.variant(price="100.00")
    make.past(mug, {90: "100.00"})
    *_others, last = series(mug, "80.00", "60.00", gap=timedelta(minutes=1))

    assert (mug.reference_price, mug.reduction) == (Decimal("80.00"), 25)
    assert reference_of(last).price == Decimal("80.00")


def test_a_smaller_cut_after_a_larger_one_begins_anew():
    mug = make.variant(price="100.00")
    make.past(mug, {90: "100.00"})
    series(mug, "60.00", "80.00")

    assert (mug.current_price, mug.reference_price) == (Decimal("80.00"), None)


def test_a_regular_price_that_moved_between_cuts_begins_anew():
    mug = make.variant(price="100.00")
    make.past(mug, {5: "100.00", 90: "100.00"})
    *_others, last = series(mug, "80.00", "60.00")

    assert mug.reference_price == Decimal("80.00")
    assert reference_of(last).price == Decimal("80.00")


def test_what_is_close_to_its_date_is_told_from_the_price_of_the_moment_before():
    """R50: goods that spoil soon are outside the rule of thirty days."""
    jam = make.variant(price="6.00", product__withdrawal_exception="4")
    make.past(jam, {90: "6.00"})
    now = timezone.now()
    Offer.objects.create(
        variant=jam, price="4.00", starts_at=now - 20 * DAY, ends_at=now - 10 * DAY
    )
    offer = Offer.objects.create(
        variant=jam, price="3.00", starts_at=now - DAY, is_short_dated=True
    )

    assert (jam.reference_price, jam.reduction) == (Decimal("6.00"), 50)
    assert reference_of(offer).price == Decimal("6.00")


def test_the_lowest_of_several_running_offers_applies():
    mug = make.variant(price="30.00")
    make.offer(mug, "25.00")
    make.offer(mug, "20.00", share=3, ends_at=timezone.now() + DAY)

    assert (mug.current_price, mug.price_for(3), mug.price_for(4)) == (
        Decimal("20.00"),
        Decimal("20.00"),
        Decimal("25.00"),
    )


def test_an_offer_begins_and_ends_to_the_second():
    """M10."""
    mug = make.variant(price="30.00")
    start = datetime(2027, 1, 6, 7, 0, tzinfo=UTC)
    offer = Offer.objects.create(variant=mug, price="20.00", starts_at=start, ends_at=start + DAY)
    second = timedelta(seconds=1)

    running = [
        Offer.objects.running(at).filter(pk=offer.pk).exists()
        for at in (start - second, start, start + DAY - second, start + DAY)
    ]
    assert running == [False, True, True, False]
