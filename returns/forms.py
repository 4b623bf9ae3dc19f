"""The declaration of withdrawal: three data, and no reason (D221-5, R27)."""

from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from checkout.forms.fields import Email, TextLine
from checkout.models import Order, OrderLine
from returns import wording
from returns.deadline import last_days
from shop.forms import Paragraphs, TrappedForm, printable
from shop.models import Merchant


class LineChoice(NamedTuple):
    """An article of the order as the page proposes it."""

    box: BoundField
    quantity: BoundField | None
    note: str


class WithdrawalForm(TrappedForm):
    """Who withdraws, from which contract, and where the receipt goes."""

    name = TextLine(
        label=_("Nom et prénom"),
        max_length=150,
        validators=[printable],
        error_messages={"required": _("Saisissez votre nom et votre prénom")},
    )
    contract = Paragraphs(
        label=_("Commande concernée"),
        max_length=2000,
        rows=3,
        error_messages={"required": _("Indiquez le numéro de la commande, ou décrivez-la")},
    )
    email = Email(
        label=_("Adresse e-mail pour recevoir l'accusé de réception"),
        max_length=254,
        validators=[printable],
    )

    def __init__(self, *args: Any, order: Order | None = None, **kwargs: Any) -> None:
        """Propose the articles of an order that the person has proved to be theirs."""
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs |= {"autocomplete": "email", "spellcheck": "false"}
        self.fields["contract"].help_text = _(
            "Son numéro, qui commence par %(prefix)s-. Si vous ne l'avez pas, décrivez-la : la "
            "date et les articles suffisent."
        ) % {"prefix": Merchant.current().order_prefix}
        self.order_lines = list(order.lines.all()) if order else []
        ends = last_days(order) if order else {}
        self.line_choices = [
            self._choice(line, wording.line_note(line, ends[line.kind]))
            for line in self.order_lines
        ]

    def _choice(self, line: OrderLine, note: str) -> LineChoice:
        box, quantity = f"line_{line.pk}", f"quantity_{line.pk}"
        label = f"{line.quantity} × {line.title}"
        self.fields[box] = forms.BooleanField(label=label, required=False)
        if note:
            self.fields[box].widget.attrs["aria-describedby"] = f"id_{box}_note"
        if line.quantity > 1:
            self.fields[quantity] = forms.TypedChoiceField(
                label=_("Quantité à rendre"),
                choices=[(n, n) for n in range(1, line.quantity + 1)],
                coerce=int,
                initial=line.quantity,
                empty_value=None,
                required=False,
                error_messages={
                    "invalid_choice": _("Choisissez une quantité entre 1 et %(most)d.")
                    % {"most": line.quantity}
                },
            )
        return LineChoice(self[box], self[quantity] if line.quantity > 1 else None, note)

    def chosen(self) -> list[tuple[int, OrderLine]]:
        """Return the articles ticked, with their quantities; none stands for the whole order."""
        return [
            (self.cleaned_data.get(f"quantity_{line.pk}") or line.quantity, line)
            for line in self.order_lines
            if self.cleaned_data[f"line_{line.pk}"]
        ]
