"""What may be asked of a cart; the flows decide how much of it is possible."""

from typing import Any

from django import forms
from django.core import signing
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cart.models import CartLine
from cart.models.line import MOST_PER_LINE
from catalog.models import Variant

UNDO = "cart.undo"
UNDO_TIME = 3600
WRONG_QUANTITY = _("Choisissez une quantité entre 1 et %(most)d.") % {"most": MOST_PER_LINE}
NO_LONGER_SOLD = _("Cet article n'est plus proposé à la vente.")


class QuantityField(forms.CharField):
    """A whole number in the digits 0 to 9; « ٣ » and « 1e3 » are no quantities."""

    default_validators = [RegexValidator(r"\A[0-9]{1,3}\Z", WRONG_QUANTITY)]
    default_error_messages = {"required": WRONG_QUANTITY}

    def clean(self, value: Any) -> int:
        """Return the number."""
        return int(super().clean(value))


class QuantityForm(forms.Form):
    """How many a line shall count; none takes it out."""

    quantity = QuantityField()


class AddForm(forms.Form):
    """An article, how many of it, and the text to put on it."""

    variant = forms.ModelChoiceField(
        Variant.objects.none(),
        to_field_name="sku",
        error_messages={"required": NO_LONGER_SOLD, "invalid_choice": NO_LONGER_SOLD},
    )
    quantity = QuantityField()
    personalisation = forms.CharField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["variant"]
        field.queryset = Variant.objects.on_sale().for_cart()

    def clean_quantity(self) -> int:
        """Refuse to add nothing."""
        quantity: int = self.cleaned_data["quantity"]
        if not quantity:
            raise forms.ValidationError(WRONG_QUANTITY)
        return quantity

    def clean_personalisation(self) -> str:
        """Ask for a text where there is one, within its length, and for none elsewhere."""
        text = " ".join(self.cleaned_data["personalisation"].split())
        variant = self.cleaned_data.get("variant")
        if variant is None:
            return text
        most = variant.product.personalisation_length
        if text and not most:
            raise forms.ValidationError(_("Cet article ne se personnalise pas."))
        if most and not text:
            raise forms.ValidationError(_("Écrivez le texte de votre article personnalisé."))
        if len(text) > most:
            words = ngettext(
                "Votre texte est trop long : %(most)d caractère au plus.",
                "Votre texte est trop long : %(most)d caractères au plus.",
                most,
            )
            raise forms.ValidationError(words % {"most": most})
        return text


class ExtensionForm(forms.Form):
    """The end of the hold that the page showed, so that a double click prolongs once."""

    seen = forms.DateTimeField(required=False)


def undo_token(line: CartLine) -> str:
    """Return what puts back a line that was taken out; signed, and nothing of it is kept here."""
    fields = [line.variant.sku, str(line.quantity), line.personalisation]
    return signing.dumps(fields, salt=UNDO, compress=True)


def read_undo_token(token: str) -> dict[str, str]:
    """Return the fields of an AddForm; raises signing.BadSignature for a forged or old token."""
    fields = signing.loads(token, salt=UNDO, max_age=UNDO_TIME)
    return dict(zip(["variant", "quantity", "personalisation"], fields, strict=True))
