"""Signed links by which a guest reaches an order without an account."""

import secrets
from datetime import datetime, timedelta

from django.core import signing
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from checkout.models.order import Order

# C2: the link of a confirmation works for at least two years.
LIFETIME = timedelta(days=3 * 365)
SALT = "checkout.access"


def new_public_id() -> str:
    """Return 128 random bits; of no use without our signature."""
    return secrets.token_hex(16)


def end_of_access() -> datetime:
    """Return when a link made now stops working."""
    return timezone.now() + LIFETIME


class AccessLinkQuerySet(models.QuerySet["AccessLink"]):
    """The words to ask for links."""

    def opened_by(self, key: str, purpose: str) -> "AccessLinkQuerySet":
        """Return the link that a key opens: signed by us, not expired, not revoked."""
        try:
            public_id = signing.Signer(salt=SALT).unsign(key)
        except signing.BadSignature:
            return self.none()
        live = self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())
        return live.filter(public_id=public_id, purpose=purpose)


class AccessLink(models.Model):
    """The right to see one order; the key is signed, so nothing usable stands in the database."""

    class Purpose(models.TextChoices):
        ORDER = "order", _("suivre la commande")
        THANKS = "thanks", _("page de remerciement")

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    order = models.ForeignKey(Order, models.CASCADE, related_name="links")
    purpose = models.CharField(_("usage"), max_length=10, choices=Purpose.choices)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("valable jusqu'au"), default=end_of_access)
    revoked_at = models.DateTimeField(_("révoqué le"), null=True, blank=True)

    objects = AccessLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("lien d'accès")
        verbose_name_plural = _("liens d'accès")
        constraints = [
            models.UniqueConstraint(
                fields=["order", "purpose"],
                condition=models.Q(revoked_at__isnull=True),
                name="one_live_link_per_order_and_purpose",
            )
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.purpose}"

    @classmethod
    def to(cls, order: Order, purpose: str) -> "AccessLink":
        """Return the live link to an order for a purpose, made if there is none."""
        link, _created = cls.objects.get_or_create(order=order, purpose=purpose, revoked_at=None)
        return link

    @property
    def key(self) -> str:
        """Return what the address carries."""
        return signing.Signer(salt=SALT).sign(self.public_id)
