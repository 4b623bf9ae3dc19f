"""Orders: a frozen copy of what was agreed, and a timeline of what happened."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from cart.models import Cart
from checkout.models.address import Address
from checkout.models.delivery import DeliveryMethod, PickupPoint
from checkout.models.event import OrderEvent
from shop import calendar, money
from shop.models import Merchant
from shop.money import ZERO, MoneyField, to_the_cent
from shop.references import new_code
from shop.states import Stateful

if TYPE_CHECKING:
    from checkout.models.line import OrderLine
    from checkout.models.payment import Payment
    from shop.models import User

CARD_TIME = timedelta(minutes=45)
TRANSFER_TIME = timedelta(days=7)


def new_number() -> str:
    """Return an order number that tells nobody how many orders there are."""
    return f"{Merchant.current().order_prefix}-{new_code()}"


class OrderQuerySet(models.QuerySet["Order"]):
    """The words to ask for orders."""

    def overdue(self) -> "OrderQuerySet":
        """Return the orders that were not paid in time."""
        waiting = self.filter(status=Order.Status.AWAITING_PAYMENT)
        return waiting.filter(pay_before__lte=timezone.now()).order_by("pk")

    def to_ship(self) -> "OrderQuerySet":
        """Return the orders that are paid and whose goods are not yet handed over."""
        paid = self.filter(status=Order.Status.PAID, delivery_method__isnull=False)
        return paid.filter(shipments__isnull=True)

    def to_perform(self) -> "OrderQuerySet":
        """Return the orders that are paid and some of whose services are not done."""
        waiting = models.Q(lines__performance__status__in=["planned", "begun"])
        return self.filter(waiting, status__in=["paid", "fulfilled"]).distinct()

    def late(self) -> "OrderQuerySet":
        """Return the orders that should be with their buyers by now, and have not left."""
        return self.to_ship().filter(delivery_last_on__lt=calendar.today())

    def awaiting_transfer(self) -> "OrderQuerySet":
        """Return the orders that a bank transfer is to pay."""
        waiting = self.filter(status=Order.Status.AWAITING_PAYMENT)
        return waiting.filter(payments__means="transfer", payments__status="pending")

    def to_refund(self) -> "OrderQuerySet":
        """Return the orders whose buyers staff must send a transfer to."""
        owed = {"payments__means": "transfer", "payments__refunds__status": "requested"}
        return self.filter(**owed).distinct()

    def to_check(self) -> "OrderQuerySet":
        """Return the orders whose money is not as it should be."""
        mismatched = models.Q(events__kind="payment_mismatch")
        return self.filter(mismatched | models.Q(payments__refunds__status="failed")).distinct()

    def with_parcels(self) -> "OrderQuerySet":
        """Fetch what the steps of an order show."""
        return self.prefetch_related("shipments", "lines__performance")

    def with_facts(self) -> "OrderQuerySet":
        """Fetch what an order page shows."""
        return self.select_related(
            "shipping_address", "billing_address", "pickup_point", "delivery_method", "contract"
        ).prefetch_related(
            "lines__performance", "events__actor", "payments__refunds", "shipments__lines__line"
        )


class Order(Stateful):
    """A contract of sale: what, for how much, to where, and how far it is."""

    class Status(models.TextChoices):
        AWAITING_PAYMENT = "awaiting_payment", _("en attente de paiement")
        PAID = "paid", _("payée")
        FULFILLED = "fulfilled", _("honorée")
        CANCELLED = "cancelled", _("annulée")

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.AWAITING_PAYMENT: {Status.PAID, Status.CANCELLED},
        Status.PAID: {Status.FULFILLED, Status.CANCELLED},
        Status.FULFILLED: set(),
        Status.CANCELLED: set(),
    }

    number = models.CharField(_("numéro"), max_length=16, unique=True, default=new_number)
    status = models.CharField(
        _("état"), max_length=20, choices=Status.choices, default=Status.AWAITING_PAYMENT
    )
    # One order a cart: a second click, a second tab or a retry finds the first order (I17).
    cart = models.OneToOneField(Cart, models.PROTECT, related_name="order")
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="orders", null=True, blank=True
    )
    email = models.EmailField(_("adresse e-mail"), db_index=True)
    phone = PhoneNumberField(_("téléphone"), blank=True)
    language = models.CharField(_("langue"), max_length=5, default="fr")
    # An order of services alone is delivered nowhere: address, method and dates are empty.
    shipping_address = models.ForeignKey(
        Address,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("livraison"),
    )
    billing_address = models.ForeignKey(
        Address, models.PROTECT, related_name="+", verbose_name=_("facturation")
    )
    delivery_method = models.ForeignKey(
        DeliveryMethod,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("mode de livraison"),
    )
    delivery_name = models.CharField(_("mode de livraison"), max_length=80, blank=True)
    pickup_point = models.ForeignKey(
        PickupPoint, models.PROTECT, related_name="+", null=True, blank=True
    )
    pickup_text = models.CharField(_("point relais"), max_length=400, blank=True)
    delivery_first_on = models.DateField(_("livraison au plus tôt"), null=True, blank=True)
    delivery_last_on = models.DateField(_("livraison promise au plus tard"), null=True, blank=True)
    delivery_price = MoneyField(_("livraison"), default=ZERO)
    delivery_vat = MoneyField(_("dont TVA"), default=ZERO)
    # What standard delivery would have cost: the most that a withdrawal gives back (R34).
    standard_delivery_price = MoneyField(_("livraison standard"), default=ZERO)
    goods_total = MoneyField(_("articles"))
    total = MoneyField(_("total TTC"))
    vat = MoneyField(_("dont TVA"))
    note = models.CharField(_("indication pour la livraison"), max_length=200, blank=True)
    is_gift = models.BooleanField(_("cadeau"), default=False)
    placed_at = models.DateTimeField(_("passée le"), default=timezone.now, db_index=True)
    pay_before = models.DateTimeField(_("à payer avant le"))
    paid_at = models.DateTimeField(_("payée le"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("annulée le"), null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("commande")
        verbose_name_plural = _("commandes")
        ordering = ["-placed_at"]
        indexes = [models.Index(fields=["status", "pay_before"], name="orders_to_be_paid")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    total=to_the_cent(models.F("goods_total") + models.F("delivery_price"))
                ),
                name="order_total_is_goods_and_delivery",
            ),
            models.CheckConstraint(
                condition=models.Q(goods_total__gte=0, delivery_price__gte=0, vat__gte=0),
                name="order_amounts_are_not_negative",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["paid", "fulfilled"])
                | models.Q(paid_at__isnull=False),
                name="paid_order_has_its_time",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    delivery_method__isnull=False,
                    shipping_address__isnull=False,
                    delivery_first_on__isnull=False,
                    delivery_last_on__isnull=False,
                )
                | models.Q(
                    delivery_method__isnull=True,
                    shipping_address__isnull=True,
                    delivery_first_on__isnull=True,
                    delivery_last_on__isnull=True,
                    delivery_price=0,
                ),
                name="order_is_delivered_somewhere_or_nowhere",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the order's page, which opens to its customer or with a link."""
        return reverse("checkout:order", args=[self.number])

    @property
    def subject(self) -> str:
        """Return what messages about this order are filed under."""
        return f"order:{self.number}"

    @property
    def is_awaiting_payment(self) -> bool:
        """Tell whether the order can still be paid."""
        return self.status == self.Status.AWAITING_PAYMENT

    @property
    def is_late(self) -> bool:
        """Tell whether the order should be with its buyer by now, and has not left."""
        day = self.delivery_last_on
        return self.can_be_shipped and day is not None and day < calendar.today()

    @property
    def is_delivered(self) -> bool:
        """Tell whether the order has goods to bring somewhere; services alone have not."""
        return self.delivery_method_id is not None

    @property
    def buyer(self) -> Address:
        """Return the name and address to speak to: the parcel's, else the invoice's."""
        return self.shipping_address or self.billing_address

    @property
    def can_be_shipped(self) -> bool:
        """Tell whether its goods may leave now: paid, and not gone yet."""
        is_waiting = self.status == self.Status.PAID and self.is_delivered
        return is_waiting and not list(self.shipments.all())

    @property
    def services(self) -> "list[OrderLine]":
        """Return the lines that are performed, and not delivered."""
        return [line for line in self.lines.all() if line.is_service]

    @property
    def can_be_cancelled(self) -> bool:
        """Tell whether nothing has left and no service has begun."""
        is_begun = any(line.performance.begun_at for line in self.services)
        can_move = self.can_move_to(self.Status.CANCELLED)
        return can_move and not is_begun and not list(self.shipments.all())

    @property
    def is_honoured(self) -> bool:
        """Tell whether every parcel is sent and every service done."""
        has_left = not self.is_delivered or self.shipments.exists()
        is_to_do = self.lines.filter(performance__status__in=["planned", "begun"]).exists()
        return has_left and not is_to_do

    @property
    def is_cancelled(self) -> bool:
        """Tell whether the order is off."""
        return self.status == self.Status.CANCELLED

    @property
    def is_paid(self) -> bool:
        """Tell whether the money has arrived."""
        return self.status in {self.Status.PAID, self.Status.FULFILLED}

    @property
    def refundable_payment(self) -> "Payment | None":
        """Return the payment of which something can still be given back, if there is one."""
        return next((payment for payment in self.payments.all() if payment.refundable), None)

    @property
    def article_count(self) -> int:
        """Return the number of articles ordered."""
        return sum(line.quantity for line in self.lines.all())

    def vat_by_rate(self) -> dict[Decimal, Decimal]:
        """Return the VAT of goods and delivery for each rate, in euros."""
        by_rate: dict[Decimal, Decimal] = {}
        gross: dict[Decimal, Decimal] = {}
        for line in self.lines.all():
            by_rate[line.vat_rate] = by_rate.get(line.vat_rate, ZERO) + line.vat
            if not line.is_service:
                gross[line.vat_rate] = gross.get(line.vat_rate, ZERO) + line.total
        for rate, part in delivery_by_rate(self.delivery_price, gross).items():
            by_rate[rate] += money.vat_included(part, rate)
        return dict(sorted(by_rate.items(), reverse=True))

    def quantities(self) -> dict[int, int]:
        """Return how many units of each variant were taken from stock."""
        sold: dict[int, int] = {}
        for line in self.lines.filter(takes_stock=True):
            sold[line.variant_id] = sold.get(line.variant_id, 0) + line.quantity
        return sold

    def at_offers(self) -> dict[int, int]:
        """Return how many units were sold at the price of each offer."""
        sold: dict[int, int] = {}
        for line in self.lines.all():
            if line.offer_id:
                sold[line.offer_id] = sold.get(line.offer_id, 0) + line.quantity
        return sold

    def log(self, kind: str, *, actor: "User | None" = None, **data: Any) -> OrderEvent:
        """Add an entry to the timeline."""
        return OrderEvent.objects.create(order=self, kind=kind, actor=actor, data=data)


def delivery_by_rate(
    price: Decimal, gross_by_rate: Mapping[Decimal, Decimal]
) -> dict[Decimal, Decimal]:
    """Share a delivery price over the rates of the goods: it follows what it carries."""
    parts = money.share(price, list(gross_by_rate.values()))
    return dict(zip(gross_by_rate, parts, strict=True))
