"""What staff fill in to act on an order."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from checkout.models import Order, Performance
from shop import money


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


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
        method = order.delivery_method
        self.fields["carrier"].initial = method.carrier if method else ""
        if method and method.tracking_url:
            self.fields["tracking_number"].required = True
        if confirmation_sent:
            del self.fields["override"]

    def clean_tracking_number(self) -> str:
        """Drop the spaces that people type to read a number more easily."""
        return "".join(str(self.cleaned_data["tracking_number"]).split()).upper()


class PerformanceForm(forms.Form):
    """Which service was begun, when, and when it was done."""

    performance = forms.ModelChoiceField(
        Performance.objects.none(), label=_("Prestation"), empty_label=None
    )
    begun_at = forms.DateTimeField(label=_("Commencée le"), widget=_moment())
    done_at = forms.DateTimeField(
        label=_("Effectuée le"),
        required=False,
        widget=_moment(),
        help_text=_("Vide tant qu'elle n'est pas entièrement exécutée."),
    )
    override = forms.CharField(
        label=_("Raison de commencer sans attendre"),
        max_length=150,
        required=False,
        help_text=_(
            "À remplir seulement si la confirmation n'est pas partie, ou si le client n'a pas "
            "demandé à commencer avant la fin du délai (C. conso. L221-25)."
        ),
    )

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        """Offer the services that are not done, and the present moment."""
        super().__init__(*args, **kwargs)
        to_do = Performance.objects.of(order).to_do()
        field: Any = self.fields["performance"]
        field.queryset, field.initial = to_do, to_do.first()
        begun = next((one.begun_at for one in to_do if one.begun_at), None)
        self.fields["begun_at"].initial = begun or timezone.now()
        self.since = order.placed_at

    def clean(self) -> dict[str, Any]:
        """Keep the times in their order: the contract, the beginning, the end, now."""
        data = super().clean() or self.cleaned_data
        performance, begun = data.get("performance"), data.get("begun_at")
        if performance and performance.begun_at:
            begun = data["begun_at"] = performance.begun_at
        elif begun and begun < self.since.replace(second=0, microsecond=0):
            self.add_error("begun_at", gettext("La commande a été passée après cette date."))
        done = data.get("done_at")
        if begun and done and done < begun:
            self.add_error("done_at", gettext("Elle finit après avoir commencé."))
        for name in ("begun_at", "done_at"):
            if data.get(name) and data[name] > timezone.now():
                self.add_error(name, gettext("Cette date est à venir."))
        return data


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
