"""Waiting for a variant that is sold out: asked for, confirmed, given up."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog import emails
from catalog.models import BackInStock, Variant
from shop.consent import record
from shop.models import Consent

# What people read beside the field.
WORDING = _("Nous vous écrirons une seule fois.")


@transaction.atomic
def await_stock(variant: Variant, email: str, language: str) -> None:
    """Ask an address whether it wants to hear of a variant's return.

    Whoever is waiting already keeps their place, and gets no second message.
    """
    told = BackInStock.objects.filter(variant=variant, email=email, told_at__isnull=False)
    told.delete()
    wish, _is_new = BackInStock.objects.get_or_create(
        variant=variant, email=email, defaults={"language": language}
    )
    if wish.confirmed_at is None:
        emails.confirm_back_in_stock(wish)


@transaction.atomic
def confirm_wait(wish: BackInStock) -> bool:
    """Put a person in the queue, at the place where they asked; False when they stood there."""
    asked = BackInStock.objects.filter(pk=wish.pk, confirmed_at__isnull=True)
    if not asked.update(confirmed_at=timezone.now()):
        return False
    record(
        wish.email,
        Consent.Channel.EMAIL,
        Consent.Purpose.BACK_IN_STOCK,
        granted=True,
        basis=Consent.Basis.CONSENT,
        wording=str(WORDING),
        source="/produits/",
    )
    return True


def give_up(wish: BackInStock) -> None:
    """Forget that somebody waits."""
    BackInStock.objects.filter(pk=wish.pk).delete()
