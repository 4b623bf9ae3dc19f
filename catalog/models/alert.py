"""What a person asked to be told of the articles of a list."""

from datetime import date, datetime, timedelta

from django.core import signing
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models.offer import Offer
from catalog.models.wishlist import Wishlist, WishlistLine, WishlistLineQuerySet, digest

# An address that nobody confirms is forgotten.
TIME_TO_CONFIRM = timedelta(days=7)
SALT = "catalog.alert"
# What people read beside the boxes, and what is kept as the proof of their consent.
PRICE_WORDS = _("M'écrire quand un article de cette liste baisse de prix")
STOCK_WORDS = _("M'écrire quand un article de cette liste revient en stock")


class WishlistAlertQuerySet(models.QuerySet["WishlistAlert"]):
    """The words to ask for alerts."""

    def opened_by(self, key: str) -> "WishlistAlertQuerySet":
        """Return the alert that the link of a confirmation names, within its time."""
        try:
            named = signing.TimestampSigner(salt=SALT).unsign(key, max_age=TIME_TO_CONFIRM)
        except signing.BadSignature:
            return self.none()
        pk = named.partition(".")[0]
        alert = self.filter(pk=pk).first() if pk.isdigit() else None
        # The link of one address must not speak for the next that was typed.
        if alert is None or alert.named != named:
            return self.none()
        return self.filter(pk=pk, email=alert.email)

    def wanted(self) -> "WishlistAlertQuerySet":
        """Return what is asked for and confirmed."""
        return self.filter(Q(on_price=True) | Q(on_stock=True), confirmed_at__isnull=False)

    def of_address(self, email: str) -> "WishlistAlertQuerySet":
        """Return the alerts that one address receives."""
        theirs = Q(wishlist__customer__email=email)
        return self.filter(theirs | Q(wishlist__customer__isnull=True, email=email))

    def never_confirmed(self, now: datetime | None = None) -> "WishlistAlertQuerySet":
        """Return those whose link has ended."""
        since = (now or timezone.now()) - TIME_TO_CONFIRM
        return self.filter(confirmed_at__isnull=True, asked_at__lt=since)

    def due(self, today: date) -> "WishlistAlertQuerySet":
        """Return those that have something to tell and have told nothing today."""
        lines = WishlistLine.objects.filter(wishlist=OuterRef("wishlist")).on_sale()
        cheaper = Exists(cheaper_lines(lines))
        back = Exists(returned_lines(lines))
        news = Q(cheaper, on_price=True) | Q(back, on_stock=True)
        return self.wanted().exclude(told_on=today).filter(news)


def cheaper_lines(lines: WishlistLineQuerySet) -> WishlistLineQuerySet:
    """Return the lines that cost less now than when they were added or last told."""
    cuts = Offer.objects.running().filter(variant=OuterRef("variant")).values("price")[:1]
    price = F("variant__price")
    now = Least(price, Coalesce(Subquery(cuts), price))
    return lines.annotate(now=now).filter(now__lt=Coalesce("price_told", "price_added"))


def returned_lines(lines: WishlistLineQuerySet) -> WishlistLineQuerySet:
    """Return the lines that were seen sold out and can be had again."""
    return lines.filter(is_awaited=True, variant__stock__gt=F("variant__held"))


class WishlistAlert(models.Model):
    """An address to which the news of one list go, at most once a day."""

    wishlist = models.OneToOneField(Wishlist, models.CASCADE, related_name="alert")
    # A visitor's; a customer is written to at the account's own address.
    email = models.EmailField(_("adresse e-mail"), blank=True)
    on_price = models.BooleanField(_("baisse de prix"), default=False)
    on_stock = models.BooleanField(_("retour en stock"), default=False)
    language = models.CharField(max_length=5, default="fr")
    asked_at = models.DateTimeField(_("demandé le"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmé le"), null=True, blank=True)
    told_on = models.DateField(_("dernier envoi"), null=True, blank=True)

    objects = WishlistAlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alerte de favoris")
        verbose_name_plural = _("alertes de favoris")

    def __str__(self) -> str:
        return f"{self.wishlist} → {self.recipient}"

    @property
    def recipient(self) -> str:
        """Return the address that is written to."""
        return self.wishlist.customer.email if self.wishlist.customer else self.email

    @property
    def wording(self) -> str:
        """Return the words of the boxes that are ticked."""
        ticked = [(self.on_price, PRICE_WORDS), (self.on_stock, STOCK_WORDS)]
        return "\n".join(str(words) for is_ticked, words in ticked if is_ticked)

    @property
    def key(self) -> str:
        """Return what the link of the confirmation carries."""
        return signing.TimestampSigner(salt=SALT).sign(self.named)

    @property
    def named(self) -> str:
        """Return what names the alert and, as a hash, the address that was asked."""
        return f"{self.pk}.{digest(self.email)[:32]}"
