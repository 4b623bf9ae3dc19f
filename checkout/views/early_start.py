"""The services of a cart that may begin at once, if their buyer expressly asks for it (L221-25)."""

from django.utils import timezone

from cart.models import Cart
from checkout.flows.place_order import copy_of
from checkout.forms.payment import EarlyStart
from checkout.models import rights


def early_starts(cart: Cart) -> list[EarlyStart]:
    """Return the requests that the last screen proposes, one a service, none ticked."""
    last_day = rights.last_day_from(timezone.now())
    copies = [copy_of(line) for line in cart.buyable]
    return [
        EarlyStart(
            sku=copy.sku,
            words=rights.request_words(copy.title),
            hint=rights.without_request_words(copy.takes_place_at, last_day),
        )
        for copy in copies
        if copy.may_be_asked_early(last_day)
    ]
