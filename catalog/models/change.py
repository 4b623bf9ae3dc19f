"""What has changed in the lists, so that what was counted once need not be counted again."""

import secrets
from datetime import timedelta
from typing import NamedTuple

from django.db import models
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEPT_FOR = timedelta(hours=1)


def _token() -> int:
    # Millions of them add up within 64 bits.
    return secrets.randbits(40)


class Version(NamedTuple):
    """Names one state of the lists; no other state ever had or will have the same name."""

    changes: int
    total: int


class ListChangeQuerySet(models.QuerySet["ListChange"]):
    """The words to ask what has changed."""

    def note(self) -> None:
        """Say that something in the lists changes with this transaction.

        A row is added and none is touched: two sales that end at once need not wait for one
        another, and the later to commit is seen whatever its number.
        """
        self.create()

    def tidy(self) -> int:
        """Drop what nobody remembers; the last row stays, since an empty table has no name."""
        last = self.aggregate(last=Max("pk"))["last"]
        old = self.filter(at__lt=timezone.now() - KEPT_FOR).exclude(pk=last)
        return old.delete()[0]


class ListChange(models.Model):
    """One change to a price, a stock that crosses zero, a publication, a facet."""

    token = models.BigIntegerField(default=_token, editable=False)
    at = models.DateTimeField(auto_now_add=True)

    objects = ListChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("changement des listes")
        verbose_name_plural = _("changements des listes")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"
