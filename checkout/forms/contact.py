"""The first screen: who orders, and where the parcel goes."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from checkout.forms.countries import country_choices
from checkout.forms.fields import CheckoutForm, Email, Postcode, TextLine
from checkout.forms.typos import likely_email
from checkout.models import Checkout, DeliveryMethod
from checkout.models.checkout import ADDRESS_FIELDS, NEEDED_FIELDS

POSTCODE = _("Saisissez un code postal à 5 chiffres, par exemple 69003")
PHONE = _("Saisissez un numéro de téléphone, par exemple 06 12 34 56 78")
# What is said when a needed part of an address is missing, and what browsers fill it with.
NEEDED = {
    "given_name": _("Saisissez votre prénom"),
    "family_name": _("Saisissez votre nom"),
    "line1": _("Saisissez le numéro et la rue"),
    "postcode": POSTCODE,
    "city": _("Saisissez la ville"),
}
FILLED_BY = {
    "given_name": "given-name",
    "family_name": "family-name",
    "company": "organization",
    "line1": "address-line1",
    "line2": "address-line2",
    "postcode": "postal-code",
    "city": "address-level2",
    "country": "country",
}
KINDS = {"ship": "shipping", "bill": "billing"}
BILLING = [f"bill_{name}" for name in ADDRESS_FIELDS]


class ContactForm(CheckoutForm):
    """E-mail first, then the least that a parcel needs (R66)."""

    class Meta:
        model = Checkout
        fields = [
            "email",
            *(f"ship_{name}" for name in ADDRESS_FIELDS),
            "phone",
            "bill_to_same",
            *BILLING,
            "wants_newsletter",
        ]
        field_classes = {
            "email": Email,
            **{f"{p}_{name}": TextLine for p in KINDS for name in ADDRESS_FIELDS},
            **{f"{p}_postcode": Postcode for p in KINDS},
        }
        labels = {
            "bill_to_same": _("Facturer à la même adresse"),
            "wants_newsletter": _("Je souhaite recevoir la lettre de la maison (une par mois)."),
        }
        help_texts = {"email": _("Pour la confirmation et le suivi de votre commande.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.required = True
        email.widget.attrs |= {"autocomplete": "email", "spellcheck": "false"}
        self.fields["phone"] = _phone_field()
        served = DeliveryMethod.objects.countries()
        # An invoice goes to France at least, wherever parcels do.
        countries = country_choices(served if self.instance.needs_delivery else ["FR", *served])
        for prefix in KINDS:
            self._prepare_address(prefix, countries)
        if not self.instance.needs_delivery:
            self._forget_the_parcel()

    def _prepare_address(self, prefix: str, countries: list[tuple[str, str]]) -> None:
        self.fields[f"{prefix}_country"] = forms.ChoiceField(
            label=_("Pays"),
            choices=countries,
            initial="FR",
            error_messages={
                "required": _("Choisissez un pays où nous livrons"),
                "invalid_choice": _("Choisissez un pays où nous livrons"),
            },
        )
        for name in ADDRESS_FIELDS:
            field = self.fields[f"{prefix}_{name}"]
            field.widget.attrs["autocomplete"] = f"{KINDS[prefix]} {FILLED_BY[name]}"
            if name in NEEDED_FIELDS:
                field.required = True
                field.error_messages["required"] = NEEDED[name]
        for name in ("given_name", "family_name"):
            self.fields[f"{prefix}_{name}"].widget.attrs["spellcheck"] = "false"
        self.fields[f"{prefix}_postcode"].widget.attrs["inputmode"] = "numeric"

    def _forget_the_parcel(self) -> None:
        """Ask for one address only, the invoice's; what was typed of another is kept (A1)."""
        (billing,) = self.instance.addresses
        unused = [f"{p}_{name}" for p in KINDS if p != billing for name in ADDRESS_FIELDS]
        for name in ["bill_to_same", "phone", *unused]:
            del self.fields[name]
        for name in ADDRESS_FIELDS:
            attrs = self.fields[f"{billing}_{name}"].widget.attrs
            attrs["autocomplete"] = f"billing {FILLED_BY[name]}"

    @property
    def invoice(self) -> dict[str, forms.BoundField]:
        """Return the fields of the only address that an order of services asks."""
        (billing,) = self.instance.addresses
        return {name: self[f"{billing}_{name}"] for name in ADDRESS_FIELDS}

    def hidden_fields_now(self) -> set[str]:
        """Return the invoice's address while it is the parcel's."""
        if "bill_to_same" not in self.fields:
            return set()
        return set(BILLING) if self["bill_to_same"].value() else set()

    def clean(self) -> dict[str, Any]:
        """Check each postcode by the rule of its country."""
        for prefix in KINDS:
            postcode = self.cleaned_data.get(f"{prefix}_postcode")
            is_french = self.cleaned_data.get(f"{prefix}_country") in {"FR", "MC"}
            if postcode and is_french and not re.fullmatch(r"[0-9]{5}", postcode):
                self.add_error(f"{prefix}_postcode", str(POSTCODE))
        return self.cleaned_data

    @property
    def suggestion(self) -> str:
        """Return the e-mail that was probably meant, or nothing."""
        return likely_email(self.instance.email)


class EmailForm(CheckoutForm):
    """The e-mail alone, kept before the rest is typed (A2)."""

    class Meta:
        model = Checkout
        fields = ["email"]
        field_classes = {"email": Email}

    @property
    def suggestion(self) -> str:
        """Return the e-mail that was probably meant, or nothing."""
        return likely_email(self.instance.email)


def _phone_field() -> PhoneNumberField:
    field = PhoneNumberField(
        label=_("Téléphone"),
        required=False,
        help_text=_("Utilisé par le transporteur, pour vous prévenir du passage."),
        error_messages={"required": PHONE, "invalid": PHONE},
    )
    field.widget.attrs |= {"autocomplete": "tel", "inputmode": "tel"}
    return field
