"""What a declaration says, what follows it, and what to know about each article."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from catalog.models.withdrawal import EXCEPTION_NOTES
from checkout.models import Order, OrderLine
from returns.models import Withdrawal
from shop import calendar
from shop.models import Merchant
from shop.templatetags.shop_tags import long_day

Chosen = Sequence[tuple[int, OrderLine]]


def declaration_text(
    *, name: str, contract: str, email: str, order: Order | None = None, chosen: Chosen = ()
) -> str:
    """Return the declaration after the model form of the law (annex to R221-1)."""
    merchant = Merchant.current()
    seller = f"{merchant.legal_name or merchant.name}, {merchant.one_line_address}"
    goods = [contract, *(f"– {quantity} × {title(line)}" for quantity, line in chosen)]
    if order:
        ordered = long_day(calendar.paris_day(order.placed_at))
        goods.append(_("Commandé le : %(day)s") % {"day": ordered})
    who = {"name": name, "email": email}
    return "\n\n".join(
        [
            _("À l'attention de %(seller)s, %(email)s :")
            % {"seller": seller, "email": merchant.email},
            _(
                "Je vous notifie par la présente ma rétractation du contrat portant sur la vente "
                "des biens ci-dessous :"
            ),
            "\n".join(goods),
            _("Nom du consommateur : %(name)s") % who
            + "\n"
            + _("Adresse électronique pour l'accusé de réception : %(email)s") % who,
        ]
    )


def next_steps(withdrawal: Withdrawal) -> list[str]:
    """Return what happens after a declaration: the same words on the page and in the receipt."""
    merchant = Merchant.current()
    return [
        _(
            "Si vous avez reçu des articles, renvoyez-les au plus tard le %(day)s à : %(address)s. "
            "Les frais directs de renvoi sont à votre charge. "
            "Si rien ne vous a été livré, il n'y a rien à renvoyer."
        )
        % {"day": long_day(withdrawal.return_by), "address": merchant.return_address},
        _(
            "Nous vous remboursons les articles et la livraison standard au plus tard le %(day)s, "
            "par le moyen que vous avez utilisé pour payer. Nous pouvons attendre d'avoir "
            "récupéré les articles, ou la preuve de leur expédition : gardez-la."
        )
        % {"day": long_day(withdrawal.refund_due_on)},
        _(
            "Si la loi exclut l'un des articles du droit de rétractation, nous vous répondons par "
            "écrit en donnant la raison."
        ),
    ]


def title(line: OrderLine) -> str:
    """Return an article's name with what tells it from its variants."""
    return ", ".join(part for part in (line.name, line.label, line.personalisation) if part)


def line_note(line: OrderLine, last_day: date | None) -> str:
    """Return what to know before choosing an article; whatever it says, it can be chosen (R30)."""
    if line.withdrawal_exception:
        why = EXCEPTION_NOTES[line.withdrawal_exception]
        return f"{why} " + _("Vous pouvez le cocher tout de même : nous vous répondrons.")
    if last_day is None:
        return ""
    day = {"day": long_day(last_day)}
    if last_day < calendar.today():
        return (
            _(
                "Délai terminé le %(day)s. Vous pouvez tout de même envoyer votre déclaration : "
                "nous y répondrons. Pour un défaut, la garantie légale s'applique."
            )
            % day
        )
    return _("Rétractation possible jusqu'au %(day)s.") % day
