"""What people fill in to write to the shop, and staff to answer."""

import re
import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.models import Case
from checkout.forms.fields import Email
from checkout.forms.find_order import OrderNumber
from shop.forms import Paragraphs, TrappedForm, printable

_TOKEN = re.compile(r"[\w-]{32,64}", re.ASCII)


class ContactForm(TrappedForm):
    """A question or a complaint; the token makes a double click one message."""

    topic = forms.ChoiceField(
        label=_("Sujet"),
        choices=[("", _("Choisissez un sujet")), *Case.Topic.choices],
        error_messages={
            "required": _("Choisissez un sujet"),
            "invalid_choice": _("Choisissez un sujet de la liste"),
        },
    )
    order_number = OrderNumber(
        label=_("N° de commande"), max_length=20, required=False, validators=[printable]
    )
    email = Email(label=_("Adresse e-mail"), max_length=254, validators=[printable])
    message = Paragraphs(
        label=_("Message"),
        max_length=5000,
        rows=6,
        error_messages={"required": _("Écrivez votre message")},
    )
    form_token = forms.CharField(
        max_length=64,
        required=False,
        widget=forms.HiddenInput,
        initial=lambda: secrets.token_urlsafe(32),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["order_number"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
        self.fields["email"].widget.attrs |= {"autocomplete": "email", "spellcheck": "false"}

    def clean_form_token(self) -> str:
        """Return the page's own token, or a new one when it was tampered with."""
        token = str(self.cleaned_data["form_token"])
        return token if _TOKEN.fullmatch(token) else secrets.token_urlsafe(32)


class AnswerForm(forms.Form):
    """What staff answer."""

    text = Paragraphs(
        label=_("Réponse"),
        max_length=5000,
        rows=8,
        error_messages={"required": _("Écrivez la réponse")},
        help_text=_("Elle part aussitôt par e-mail."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["class"] = "vLargeTextField"
