"""The order being filled in, one screen after another."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from phonenumber_field.modelfields import PhoneNumberField

from cart.models import Cart
from checkout.models.address import Address
from checkout.models.delivery import DeliveryMethod, PickupPoint, Quote
from shop.money import ZERO

ADDRESS_FIELDS = (
    "given_name",
    "family_name",
    "company",
    "line1",
    "line2",
    "postcode",
    "city",
    "country",
)
NEEDED_FIELDS = ("given_name", "family_name", "line1", "postcode", "city")


class Checkout(models.Model):
    """What a buyer has typed so far; nothing typed is lost on the way (V4)."""

    cart = models.OneToOneField(Cart, models.CASCADE, related_name="checkout")
    email = models.EmailField(_("adresse e-mail"), blank=True)
    ship_given_name = models.CharField(_("prénom"), max_length=80, blank=True)
    ship_family_name = models.CharField(pgettext_lazy("personne", "nom"), max_length=80, blank=True)
    ship_company = models.CharField(_("société"), max_length=120, blank=True)
    ship_line1 = models.CharField(_("adresse (numéro et rue)"), max_length=150, blank=True)
    ship_line2 = models.CharField(_("complément d'adresse"), max_length=150, blank=True)
    ship_postcode = models.CharField(_("code postal"), max_length=12, blank=True)
    ship_city = models.CharField(_("ville"), max_length=100, blank=True)
    ship_country = models.CharField(_("pays"), max_length=2, default="FR")
    bill_to_same = models.BooleanField(_("facturer à la même adresse"), default=True)
    bill_given_name = models.CharField(_("prénom"), max_length=80, blank=True)
    bill_family_name = models.CharField(pgettext_lazy("personne", "nom"), max_length=80, blank=True)
    bill_company = models.CharField(_("société"), max_length=120, blank=True)
    bill_line1 = models.CharField(_("adresse (numéro et rue)"), max_length=150, blank=True)
    bill_line2 = models.CharField(_("complément d'adresse"), max_length=150, blank=True)
    bill_postcode = models.CharField(_("code postal"), max_length=12, blank=True)
    bill_city = models.CharField(_("ville"), max_length=100, blank=True)
    bill_country = models.CharField(_("pays"), max_length=2, default="FR")
    phone = PhoneNumberField(_("téléphone"), blank=True)
    wants_newsletter = models.BooleanField(_("lettre de la maison"), default=False)
    delivery_method = models.ForeignKey(
        DeliveryMethod, models.SET_NULL, related_name="+", null=True, blank=True
    )
    pickup_point = models.ForeignKey(
        PickupPoint, models.SET_NULL, related_name="+", null=True, blank=True
    )
    note = models.CharField(_("indication pour la livraison"), max_length=200, blank=True)
    is_gift = models.BooleanField(_("c'est un cadeau"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("commande en cours de saisie")
        verbose_name_plural = _("commandes en cours de saisie")

    def __str__(self) -> str:
        return f"{self.cart} {self.email}"

    @property
    def needs_delivery(self) -> bool:
        """Tell whether something travels; services alone do not, and no delivery is asked."""
        return bool(self.cart.delivered)

    @property
    def is_short(self) -> bool:
        """Tell whether the screen of delivery is left out."""
        return not self.needs_delivery

    @property
    def addresses(self) -> list[str]:
        """Return which addresses count: the parcel's, the invoice's, or both (A1: no more)."""
        billing = "ship" if self.bill_to_same else "bill"
        return sorted({"ship", billing}, reverse=True) if self.needs_delivery else [billing]

    @property
    def has_contact(self) -> bool:
        """Tell whether the first screen is filled in: a half of an address is none."""
        needed = [getattr(self, f"{p}_{f}") for p in self.addresses for f in NEEDED_FIELDS]
        return bool(self.email and all(needed))

    @property
    def has_delivery(self) -> bool:
        """Tell whether the second screen is filled in, where there is one."""
        if not self.needs_delivery:
            return True
        method = self.delivery_method
        if method is None or (method.needs_phone and not self.phone):
            return False
        return not method.is_relay or self.pickup_point_id is not None

    def quotes(self) -> list[Quote]:
        """Return what each method costs for this cart at this address, cheapest first."""
        if not self.needs_delivery:
            return []
        return DeliveryMethod.objects.quotes(
            goods_total=self.cart.delivered_total,
            weight=self.cart.weight,
            country=self.ship_country,
            postcode=self.ship_postcode,
            lead_days=self.cart.lead_days,
        )

    def quote(self) -> Quote | None:
        """Return the chosen method's price and dates, or None when it no longer serves."""
        chosen = (q for q in self.quotes() if q.method.pk == self.delivery_method_id)
        return next(chosen, None)

    def total(self) -> Decimal | None:
        """Return what would be paid now, in euros with VAT; None while delivery is not chosen."""
        quote = self.quote()
        if quote is None and self.needs_delivery:
            return None
        return self.cart.goods_total + (quote.price if quote else ZERO)

    def shipping_address(self) -> Address:
        """Return the delivery address as typed, not saved."""
        return self._address("ship")

    def billing_address(self) -> Address:
        """Return the invoice's address as typed, not saved."""
        return self._address("ship" if self.bill_to_same else "bill")

    def _address(self, prefix: str) -> Address:
        typed: dict[str, Any] = {f: getattr(self, f"{prefix}_{f}") for f in ADDRESS_FIELDS}
        return Address(**typed)
