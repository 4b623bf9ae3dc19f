"""What the law wants said of a service bought on line (C. conso. L221-18, L221-25, L221-28).

Its delay runs from the contract. It begins earlier only if the buyer asks for it expressly, and
knows what is lost by that; who then withdraws pays the part that was provided.
"""

from datetime import date, datetime

from django.utils.translation import gettext as _

from shop import calendar
from shop.templatetags.shop_tags import clock, long_day

# Changes with the words of the request: it is kept with each contract that has one.
REQUEST_VERSION = "2026-11-22"


def last_day_from(concluded_at: datetime) -> date:
    """Return the last day to withdraw from a service: the delay runs from the contract (R21)."""
    return calendar.withdrawal_last_day(calendar.paris_day(concluded_at))


def may_begin_early(takes_place_at: datetime | None, last_day: date) -> bool:
    """Tell whether it could begin within the delay: on its day, or on any day if it has none."""
    return takes_place_at is None or takes_place_at <= calendar.end_of(last_day)


def request_words(name: str) -> str:
    """Return the express request with its acknowledgement, as the box says it (L221-25)."""
    text = _(
        "Je demande que la prestation « %(name)s » commence avant la fin du délai de rétractation "
        "de 14 jours, et je reconnais que je perdrai mon droit de rétractation une fois qu'elle "
        "aura été entièrement exécutée."
    )
    return text % {"name": name}


def without_request_words(takes_place_at: datetime | None, last_day: date) -> str:
    """Say what follows from leaving the box alone, and from ticking it."""
    day = {"day": long_day(last_day)}
    if takes_place_at:
        facts = {**day, "date": long_day(calendar.paris_day(takes_place_at))}
        after = _(
            "Sans cette demande, elle ne peut pas avoir lieu le %(date)s : nous conviendrons d'une "
            "autre date, après le %(day)s."
        )
        after %= facts
    else:
        after = _("Sans cette demande, elle commencera après le %(day)s.") % day
    return f"{after} {pro_rata_words()}"


def pro_rata_words() -> str:
    """Say what is due for a service that has begun at the buyer's request (L221-25)."""
    return _(
        "Si vous vous rétractez après son début, vous payez un montant proportionnel à ce qui "
        "vous a été fourni."
    )


def delay_words(last_day: date) -> str:
    """Say from when and until when one may withdraw."""
    text = _(
        "Vous pouvez vous rétracter pendant 14 jours à compter de la conclusion du contrat : "
        "jusqu'au %(day)s inclus."
    )
    return text % {"day": long_day(last_day)}


def of_a_service(
    *,
    concluded_at: datetime,
    requested_at: datetime | None = None,
    takes_place_at: datetime | None = None,
) -> list[str]:
    """Return what the contract says of one service: its delay, and what was asked for."""
    last_day = last_day_from(concluded_at)
    if requested_at:
        asked = _(
            "Vous avez demandé, le %(day)s à %(time)s, qu'elle commence avant la fin de ce délai."
        )
        when = {"day": long_day(calendar.paris_day(requested_at)), "time": clock(requested_at)}
        lost = _("Une fois entièrement exécutée, elle ne permet plus de se rétracter (L221-28 1°).")
        return [delay_words(last_day), asked % when, pro_rata_words(), lost]
    if may_begin_early(takes_place_at, last_day):
        after = _("Vous n'avez pas demandé qu'elle commence plus tôt : elle commence après.")
        return [delay_words(last_day), after]
    return [delay_words(last_day)]
