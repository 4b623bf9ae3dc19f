"""The second screen: how the parcel travels."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from checkout.forms.contact import PHONE
from checkout.forms.fields import CheckoutForm, Postcode, TextLine
from checkout.models import Checkout, DeliveryMethod, PickupPoint, Quote

NO_METHOD = _("Choisissez un mode de livraison")
NO_POINT = _("Choisissez un point relais")


class Choice(NamedTuple):
    """A method as a radio: its price, its dates, and whether it is ticked."""

    id: str
    quote: Quote
    checked: bool

    @property
    def method(self) -> DeliveryMethod:
        """Return the method itself."""
        return self.quote.method


class PointChoice(NamedTuple):
    """A pick-up point as a radio."""

    id: str
    point: PickupPoint
    checked: bool


class DeliveryForm(CheckoutForm):
    """One of the methods that serve the address, and what that method needs to know."""

    delivery_method = forms.ModelChoiceField(
        DeliveryMethod.objects.none(),
        to_field_name="code",
        widget=forms.RadioSelect,
        label=_("Choisissez votre mode de livraison"),
        error_messages={"required": NO_METHOD, "invalid_choice": NO_METHOD},
    )
    pickup_point = forms.ModelChoiceField(
        PickupPoint.objects.filter(is_active=True),
        to_field_name="code",
        widget=forms.RadioSelect,
        label=_("Point relais"),
        error_messages={"required": NO_POINT, "invalid_choice": NO_POINT},
    )
    near = Postcode(label=_("Chercher près d'un code postal"), required=False, max_length=12)
    phone = PhoneNumberField(
        label=_("Téléphone"),
        help_text=_("Nécessaire au transporteur, pour vous prévenir de l'arrivée du colis."),
        error_messages={"required": PHONE, "invalid": PHONE},
    )

    class Meta:
        model = Checkout
        fields = ["delivery_method", "pickup_point", "phone", "note", "is_gift"]
        field_classes = {"note": TextLine}
        labels = {
            "note": _("Indication pour la livraison"),
            "is_gift": _("C'est un cadeau (prix masqués sur le bon)"),
        }
        help_texts = {"note": _("Étage, code d'entrée, voisin… 200 caractères au plus.")}

    def __init__(
        self,
        *args: Any,
        quotes: Sequence[Quote],
        points: Sequence[PickupPoint] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.quotes, self.points = quotes, points
        self.methods = {quote.method.code: quote.method for quote in quotes}
        methods: Any = self.fields["delivery_method"]
        methods.queryset = DeliveryMethod.objects.filter(code__in=self.methods)
        for name, kind in [("phone", "tel"), ("near", "numeric")]:
            self.fields[name].widget.attrs["inputmode"] = kind
        self.fields["phone"].widget.attrs["autocomplete"] = "tel"

    @property
    def chosen(self) -> DeliveryMethod | None:
        """Return the method that is ticked: the buyer's, else the cheapest that delivers (L2)."""
        if self.is_bound:
            return self.methods.get(str(self["delivery_method"].value()))
        before = self.instance.delivery_method
        if before and before.code in self.methods:
            return before
        delivering = (m for m in self.methods.values() if not m.is_collection)
        return next(delivering, None)

    @property
    def quote(self) -> Quote | None:
        """Return the price and the dates of the method that is ticked."""
        return next((quote for quote in self.quotes if quote.method == self.chosen), None)

    @property
    def choices(self) -> list[Choice]:
        """Return the methods as radios."""
        return [
            Choice(f"{self['delivery_method'].auto_id}_{n}", quote, quote.method == self.chosen)
            for n, quote in enumerate(self.quotes)
        ]

    @property
    def point_choices(self) -> list[PointChoice]:
        """Return the pick-up points as radios; none is ticked for the buyer."""
        field = self["pickup_point"]
        ticked = str(field.value() if self.is_bound else _code(self.instance.pickup_point))
        return [
            PointChoice(f"{field.auto_id}_{n}", point, point.code == ticked)
            for n, point in enumerate(self.points)
        ]

    def hidden_fields_now(self) -> set[str]:
        """Return what the ticked method does not need."""
        method = self.chosen
        hidden = set() if method and method.is_relay else {"pickup_point"}
        return hidden if method and method.needs_phone else hidden | {"phone"}


def _code(point: PickupPoint | None) -> str:
    return point.code if point else ""
