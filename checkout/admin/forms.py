"""What staff fill in to act on an order."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from checkout.models import Order
from shop import money


class Question(forms.Form):
    """A page that only asks for a yes."""

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class ShippingForm(forms.Form):
    """Carrier and tracking number of the parcel that leaves."""

    carrier = forms.CharField(label=_("Transporteur"), max_length=60, required=False)
    tracking_number = forms.CharField(
        label=_("Numéro de suivi"),
        max_length=60,
        required=False,
        help_text=_("Il est envoyé au client avec le lien de suivi."),
    )
    override = forms.CharField(
        label=_("Raison d'expédier avant la confirmation"),
        max_length=150,
        required=False,
        help_text=_(
            "À remplir seulement si l'e-mail de confirmation n'est pas parti "
            "(C. conso. L221-13) : la raison est gardée dans l'historique."
        ),
    )

    def __init__(self, *args: Any, order: Order, confirmation_sent: bool, **kwargs: Any) -> None:
        """Propose the order's own carrier; ask for a reason only when one is needed."""
        super().__init__(*args, **kwargs)
        self.fields["carrier"].initial = order.delivery_method.carrier
        if order.delivery_method.tracking_url:
            self.fields["tracking_number"].required = True
        if confirmation_sent:
            del self.fields["override"]

    def clean_tracking_number(self) -> str:
        """Drop the spaces that people type to read a number more easily."""
        return "".join(str(self.cleaned_data["tracking_number"]).split()).upper()


class RefundForm(forms.Form):
    """How much staff give back, and why."""

    amount = forms.DecimalField(
        label=_("Montant à rendre (€)"),
        max_digits=10,
        decimal_places=2,
        min_value=money.CENT,
        localize=True,
    )
    reason = forms.CharField(label=_("Raison (interne)"), max_length=150)

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        """Propose all that can still be given back."""
        super().__init__(*args, **kwargs)
        self.payment = order.refundable_payment
        most = self.payment.refundable if self.payment else money.ZERO
        self.fields["amount"].initial = most
        self.fields["amount"].help_text = gettext("Au plus %s.") % money.euros(most)

    def clean(self) -> dict[str, Any]:
        """Refuse more than was paid."""
        data = super().clean() or self.cleaned_data
        amount = data.get("amount")
        if self.payment is None or (amount and amount > self.payment.refundable):
            self.add_error("amount", gettext("C'est plus que ce qui reste à rendre."))
        return data | {"payment": self.payment}


class CancellationForm(forms.Form):
    """Why staff cancel an order."""

    note = forms.CharField(label=_("Raison (interne)"), max_length=150)


class CommentForm(forms.Form):
    """An internal note on the timeline."""

    text = forms.CharField(
        label=_("Note interne"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
