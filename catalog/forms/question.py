"""What a shopper asks about a product."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.forms.wishlist import EmailField
from shop.forms import TOO_LONG, Paragraphs, TrappedForm, printable


class QuestionForm(TrappedForm):
    """A question, the name that it is shown under, and where to send the answer."""

    text = Paragraphs(
        label=_("Votre question"),
        max_length=1000,
        rows=4,
        error_messages={"required": _("Écrivez votre question")},
    )
    name = forms.CharField(
        label=_("Prénom ou pseudonyme"),
        max_length=40,
        validators=[printable],
        help_text=_("Affiché avec votre question."),
        error_messages={
            "required": _("Indiquez un prénom ou un pseudonyme"),
            "max_length": TOO_LONG,
        },
    )
    email = EmailField(
        help_text=_("Pour vous envoyer la réponse, et rien d'autre. Jamais affichée.")
    )

    field_order = ["text", "name", "email"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "nickname"
