"""The third screen: what is agreed to, and how it is paid."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from checkout.gateways import stripe
from checkout.models import Payment

NO_MEANS = _("Choisissez un moyen de paiement")
# What the buyer ticks and presses, kept with the contract as the proof of it (R5, R12).
BOX = _("J'ai lu et j'accepte les conditions générales de vente (version %(version)s).")
BUTTON = _("Commande avec obligation de paiement")


class MeansForm(forms.Form):
    """A means of payment, among those that the shop can take now."""

    means = forms.ChoiceField(
        label=_("Moyen de paiement"),
        widget=forms.RadioSelect,
        error_messages={"required": NO_MEANS, "invalid_choice": NO_MEANS},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["means"]
        field.choices = [
            choice
            for choice in Payment.Means.choices
            if stripe.is_configured() or choice[0] != Payment.Means.CARD
        ]
        self.initial.setdefault("means", field.choices[0][0])


class EarlyStart(NamedTuple):
    """A service that may begin within the withdrawal delay: the box's words, and what follows."""

    sku: str
    words: str
    hint: str


class PaymentForm(MeansForm):
    """The agreement: nothing is ticked beforehand (R10), the total is the one on the screen."""

    early_start = forms.MultipleChoiceField(
        required=False,
        error_messages={
            "invalid_choice": _("Votre panier a changé. Vérifiez vos demandes, puis confirmez.")
        },
    )

    cgv = forms.BooleanField(
        error_messages={
            "required": _("Cochez la case pour accepter les conditions générales de vente")
        }
    )
    total_shown = forms.DecimalField(
        max_digits=10,
        decimal_places=2,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ["required", "invalid", "max_digits", "max_decimal_places", "max_whole_digits"],
            _("Le total affiché a été modifié. Vérifiez-le, puis confirmez à nouveau."),
        ),
    )

    def __init__(self, *args: Any, services: Sequence[EarlyStart] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.services = services
        field: Any = self.fields["early_start"]
        field.choices = [(service.sku, service.words) for service in services]

    @property
    def early_starts(self) -> list[tuple[str, EarlyStart, bool]]:
        """Return each request with the id of its box, and whether it is ticked."""
        ticked = self["early_start"].value() or []
        return [
            # The first box is where a summary of errors leads.
            (f"id_early_start_{n}" if n else "id_early_start", service, service.sku in ticked)
            for n, service in enumerate(self.services)
        ]


class PayAgainForm(MeansForm):
    """Another try, for an order that is already made."""
