"""What a list asks for: its name, a note, an address, the news to be mailed."""

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog.flows.keep_variant import TakenOut
from catalog.models import Variant, Wishlist, WishlistAlert
from catalog.models.alert import PRICE_WORDS, STOCK_WORDS
from catalog.models.wishlist import NOTE_LENGTH, WishlistQuerySet
from shop.forms import TOO_LONG, Paragraphs, TrappedForm, printable

UNDO = "catalog.undo"
UNDO_TIME = 3600
NO_LONGER_SOLD = _("Cet article n'est plus proposé à la vente.")
TAKEN = _("Vous avez déjà une liste de ce nom.")
ADDRESS = _("Saisissez votre adresse e-mail, par exemple nom@exemple.fr")


class EmailField(forms.EmailField):
    """An e-mail address as it is kept: without spaces, in lower case."""

    default_validators = [*forms.EmailField.default_validators, printable]
    default_error_messages = {"required": ADDRESS, "invalid": ADDRESS, "max_length": TOO_LONG}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Adresse e-mail"), max_length=254, **kwargs)
        self.widget.attrs |= {"autocomplete": "email", "spellcheck": "false"}

    def to_python(self, value: Any) -> str:
        """Return the address; a phone's keyboard adds spaces and a capital."""
        return "".join(str(super().to_python(value) or "").split()).lower()


class VariantForm(forms.Form):
    """An article of the shop, by its reference or as the card of its product shows it."""

    variant = forms.CharField(required=False)
    product = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)

    def clean(self) -> dict[str, Any]:
        """Find the variant that is meant; one that a cart may take is preferred."""
        sku, product = self.cleaned_data.get("variant"), self.cleaned_data.get("product")
        rows = Variant.objects.on_sale().for_cart()
        if sku:
            found = rows.filter(sku=sku).first()
        else:
            of_product = list(rows.filter(product=product).order_by("position", "pk"))
            buyable = [variant for variant in of_product if variant.can_be_added]
            found = min(buyable or of_product, key=lambda v: v.current_price, default=None)
        if found is None:
            raise ValidationError(NO_LONGER_SOLD)
        return {"variant": found}


class NameForm(forms.Form):
    """The name of a list, unlike those of its owner's other lists."""

    name = forms.CharField(
        label=_("Nom de la liste"),
        max_length=60,
        validators=[printable],
        error_messages={"required": _("Donnez un nom à cette liste"), "max_length": TOO_LONG},
    )

    def __init__(self, *args: Any, others: WishlistQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = others
        self.fields["name"].widget.attrs |= {"autocomplete": "off"}

    def clean_name(self) -> str:
        """Refuse a name that is taken, however it is written."""
        name = " ".join(self.cleaned_data["name"].split())
        if any(str(other).casefold() == name.casefold() for other in self.others):
            raise ValidationError(TAKEN)
        return name


class NoteForm(forms.Form):
    """What somebody wants to remember of an article."""

    note = Paragraphs(label=_("Votre note"), max_length=NOTE_LENGTH, required=False, rows=2)


class AddressForm(TrappedForm):
    """Where to send a list, once."""

    email = EmailField()


class AlertForm(forms.Form):
    """The news of a list to be mailed; a visitor says where."""

    on_price = forms.BooleanField(label=PRICE_WORDS, required=False)
    on_stock = forms.BooleanField(label=STOCK_WORDS, required=False)
    email = EmailField()

    def __init__(self, *args: Any, is_customer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_customer:
            del self.fields["email"]

    def clean(self) -> dict[str, Any]:
        """Ask for an address only when something is ticked."""
        data = self.cleaned_data
        if not (data.get("on_price") or data.get("on_stock")):
            self.errors.pop("email", None)
        return data


def alert_form(wishlist: Wishlist, alert: WishlistAlert | None, data: Any = None) -> AlertForm:
    """Return the form of a list's news, as they are now or as they were sent."""
    initial = {}
    if alert:
        initial = {"on_price": alert.on_price, "on_stock": alert.on_stock, "email": alert.email}
    return AlertForm(
        data,
        is_customer=wishlist.customer_id is not None,
        initial=initial,
        prefix="alertes",
    )


def undo_token(taken: list[TakenOut]) -> str:
    """Return what puts lines back; signed, and nothing of it is kept here."""
    return signing.dumps([tuple(line) for line in taken], salt=UNDO, compress=True)


def read_undo_token(token: str) -> list[TakenOut]:
    """Return the lines to put back; raises signing.BadSignature for a forged or old token."""
    return [TakenOut(*line) for line in signing.loads(token, salt=UNDO, max_age=UNDO_TIME)]
