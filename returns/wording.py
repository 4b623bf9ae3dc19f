"""What a declaration says, what follows it, and what to know about each article."""

from collections.abc import Sequence
from datetime import date, datetime

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
    lines = [line for _quantity, line in chosen] or (list(order.lines.all()) if order else [])
    seller = f"{merchant.legal_name or merchant.name}, {merchant.one_line_address}"
    goods = [contract, *(f"– {quantity} × {line.title}" for quantity, line in chosen)]
    if order:
        ordered = long_day(calendar.paris_day(order.placed_at))
        goods.append(_("Commandé le : %(day)s") % {"day": ordered})
    who = {"name": name, "email": email}
    return "\n\n".join(
        [
            _("À l'attention de %(seller)s, %(email)s :")
            % {"seller": seller, "email": merchant.email},
            _notice(lines),
            "\n".join(goods),
            _("Nom du consommateur : %(name)s") % who
            + "\n"
            + _("Adresse électronique pour l'accusé de réception : %(email)s") % who,
        ]
    )


def _notice(lines: Sequence[OrderLine]) -> str:
    """Return the sentence that declares, with the words that do not apply struck out."""
    kinds = {line.is_service for line in lines} or {False}
    if kinds == {True}:
        return _(
            "Je vous notifie par la présente ma rétractation du contrat portant sur la prestation "
            "de services ci-dessous :"
        )
    if kinds == {False}:
        return _(
            "Je vous notifie par la présente ma rétractation du contrat portant sur la vente "
            "des biens ci-dessous :"
        )
    return _(
        "Je vous notifie par la présente ma rétractation du contrat portant sur la vente des biens "
        "et sur la prestation de services ci-dessous :"
    )


def next_steps(withdrawal: Withdrawal) -> list[str]:
    """Return what happens after a declaration: the same words on the page and in the receipt."""
    merchant = Merchant.current()
    order = withdrawal.order
    services = _steps_of_services(withdrawal) if order and order.services else []
    if order and not order.is_delivered:
        return [*services, _answered()]
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
        *services,
        _answered(),
    ]


def _answered() -> str:
    return _(
        "Si la loi exclut l'un des articles du droit de rétractation, nous vous répondons par "
        "écrit en donnant la raison."
    )


def _steps_of_services(withdrawal: Withdrawal) -> list[str]:
    """Say that there is nothing to send back, and what is kept of the price (L221-25)."""
    text = _(
        "Pour une prestation de service, il n'y a rien à renvoyer : nous vous remboursons au plus "
        "tard le %(day)s, par le moyen que vous avez utilisé pour payer. Si elle avait commencé à "
        "votre demande expresse, nous gardons le montant proportionnel à ce qui vous a été "
        "fourni ; sans cette demande, rien n'est dû."
    )
    return [text % {"day": long_day(withdrawal.refund_due_on)}]


def line_note(line: OrderLine, last_day: date | None) -> str:
    """Return what to know before choosing an article; whatever it says, it can be chosen (R30)."""
    if line.withdrawal_exception:
        why = EXCEPTION_NOTES[line.withdrawal_exception]
        return f"{why} " + _("Vous pouvez le cocher tout de même : nous vous répondrons.")
    if line.is_service and line.early_start and line.performance.done_at:
        return _done_note(line.performance.done_at)
    if last_day is None:
        return ""
    day = {"day": long_day(last_day)}
    if line.is_service and last_day < calendar.today():
        return (
            _(
                "Délai terminé le %(day)s. Vous pouvez tout de même envoyer votre déclaration : "
                "nous y répondrons."
            )
            % day
        )
    if last_day < calendar.today():
        return (
            _(
                "Délai terminé le %(day)s. Vous pouvez tout de même envoyer votre déclaration : "
                "nous y répondrons. Pour un défaut, la garantie légale s'applique."
            )
            % day
        )
    possible = _("Rétractation possible jusqu'au %(day)s.") % day
    return f"{possible} {_begun_note(line)}".strip()


def _done_note(done_at: datetime) -> str:
    """Tell a service's buyer that the right has ended with it; the declaration stays possible."""
    why = _(
        "Prestation entièrement exécutée le %(day)s, à votre demande expresse : le droit de "
        "rétractation a pris fin (art. L221-28 1°). Vous pouvez la cocher tout de même : nous vous "
        "répondrons."
    )
    return why % {"day": long_day(done_at)}


def _begun_note(line: OrderLine) -> str:
    if not line.is_service or not line.performance.begun_at:
        return ""
    day = {"day": long_day(line.performance.begun_at)}
    if line.early_start:
        text = _(
            "Commencée le %(day)s à votre demande : vous payez un montant proportionnel à ce qui "
            "vous a été fourni."
        )
    else:
        text = _("Commencée le %(day)s sans votre demande expresse : rien n'est dû.")
    return text % day
