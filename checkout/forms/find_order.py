"""Finding an order again by its number and its e-mail."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from checkout.forms.fields import Email, TextLine
from shop.models import Merchant

RANDOM_PART = 8  # characters, after the shop's own prefix


class OrderNumber(TextLine):
    """An order number as people copy it: in small letters, without the dash or the prefix."""

    def to_python(self, value: Any) -> str:
        """Return the number as it is kept."""
        signs = re.sub(r"[^A-Z0-9]", "", super().to_python(value).upper())
        if len(signs) < RANDOM_PART:
            return signs
        prefix = signs[:-RANDOM_PART] or Merchant.current().order_prefix
        return f"{prefix}-{signs[-RANDOM_PART:]}"


class FindOrderForm(forms.Form):
    """What a buyer finds in any of the order's e-mails."""

    number = OrderNumber(
        label=_("Numéro de commande"),
        max_length=40,
        error_messages={"required": _("Saisissez le numéro de votre commande")},
    )
    email = Email(label=_("Adresse e-mail"), max_length=254)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].help_text = _(
            "Il commence par %(prefix)s- et figure dans votre e-mail de confirmation."
        ) % {"prefix": Merchant.current().order_prefix}
        self.fields["number"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
        self.fields["email"].widget.attrs |= {"autocomplete": "email", "spellcheck": "false"}
