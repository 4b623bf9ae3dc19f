"""Builders: they say only what matters, and go through the shop's own flows."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from cart.flows.add_line import add_line
from cart.models import Cart
from catalog import search
from catalog.models import (
    Attribute,
    Category,
    Offer,
    PriceChange,
    Product,
    ProductImage,
    StockMove,
    Value,
    Variant,
)
from checkout.flows.place_order import Agreement, place_order
from checkout.flows.refund_payment import refund_payment
from checkout.flows.settle_payment import receive_transfer
from checkout.models import (
    Checkout,
    DeliveryMethod,
    DeliveryRate,
    Order,
    Payment,
    PickupPoint,
    Refund,
)
from shop.models import LegalText, Merchant, User

_numbers = count(1)


def merchant(**fields: Any) -> Merchant:
    """Return the one merchant, with every field that the law asks for."""
    defaults = {
        "name": "Maison Brumelle",
        "legal_name": "Maison Brumelle SARL",
        "legal_form": "SARL",
        "capital": "10 000 €",
        "street": "12 rue des Ateliers",
        "postcode": "69003",
        "city": "Lyon",
        "phone": "04 65 71 00 00",
        "email": "bonjour@maison-brumelle.example",
        "siren": "000 000 000",
        "siret": "000 000 000 00000",
        "rcs": "Lyon 000 000 000",
        "vat_number": "FR12000000000",
        "publication_director": "Jeanne Brumelle",
        "host_name": "Hébergeur fictif",
        "host_address": "1 rue des Serveurs, 75001 Paris",
        "host_phone": "01 99 00 00 00",
        "mediator_name": "Médiateur fictif",
        "mediator_address": "2 rue de la Paix, 75002 Paris",
        "mediator_website": "https://mediateur.example",
        "iban": "FR76 0000 0000 0000 0000 0000 000",
        "bic": "XXXXFRPP",
        "guarantee_notice": "notices/avis.pdf",
        "order_prefix": "MB",
    }
    found, _created = Merchant.objects.get_or_create(defaults={**defaults, **fields})
    return found


def legal_texts() -> None:
    """Publish a short version of each text that a contract freezes."""
    for code, title in [
        ("cgv", "Conditions générales de vente"),
        ("retractation", "Droit de rétractation"),
    ]:
        LegalText.publish(
            code,
            "2026-11-01",
            title=title,
            body=f"<h2>{title}</h2><p>{{{{ merchant.name }}}}</p>",
            valid_from=date(2026, 11, 1),
        )


def user(email: str = "", **fields: Any) -> User:
    """Return a customer with an account."""
    return User.objects.create_user(email or f"client{next(_numbers)}@example.fr", "x", **fields)


def staff(**fields: Any) -> User:
    """Return the merchant's own account, whose e-mail address is proven."""
    made = User.objects.create_superuser(f"equipe{next(_numbers)}@example.fr", "x", **fields)
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def category(**fields: Any) -> Category:
    """Return a department of the first level."""
    number = next(_numbers)
    defaults = {"name": f"Rayon {number}", "slug": f"rayon-{number}"}
    return Category.objects.add_root(instance=Category(**{**defaults, **fields}))


def product(**fields: Any) -> Product:
    """Return a published product without a variant."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "name": f"Mug {number}",
        "slug": f"mug-{number}",
        "benefit": "Grès émaillé, 30 cl",
        "description": "Tourné à la main.",
        "features": {"Matière": "Grès"},
        "published_at": timezone.now(),
        "manufacturer_name": "Maison Brumelle",
        "manufacturer_address": "12 rue des Ateliers, 69003 Lyon",
        "manufacturer_email": "bonjour@maison-brumelle.example",
    }
    fields.setdefault("category", Category.objects.first() or category())
    return Product.objects.create(**{**defaults, **fields})


def variant(*, stock: int = 10, price: str = "24.90", **fields: Any) -> Variant:
    """Return a variant on sale; `product` fields go with the prefix `product__`."""
    of_product = {k[9:]: fields.pop(k) for k in list(fields) if k.startswith("product__")}
    fields.setdefault("product", None)
    parent = fields.pop("product") or product(**of_product)
    fields.setdefault("sku", f"SKU-{next(_numbers)}")
    fields.setdefault("weight", 380)
    values = fields.pop("values", [])
    made = Variant.objects.create(product=parent, price=Decimal(price), **fields)
    made.change_price(Decimal(price))
    if stock:
        made.move_stock(stock, StockMove.Kind.RECEIVED, reference="make")
    made.values.set(values)
    Product.objects.refresh_lists([parent.pk])
    search.index([parent.pk])
    return made


def value(of: str, name: str, **fields: Any) -> Value:
    """Return a value of an attribute named in words: `make.value("Émail", "Sauge")`."""
    attribute, _created = Attribute.objects.get_or_create(name=of)
    found, _created = Value.objects.get_or_create(attribute=attribute, name=name, defaults=fields)
    return found


def past(of: Variant, prices: dict[int, str]) -> None:
    """Give a variant the prices that it had from some numbers of days ago on."""
    for days, price in sorted(prices.items()):  # the latest first: a history grows at its ends
        at = timezone.now() - timedelta(days=days)
        if not of.price_changes.filter(at__lte=at).exists():
            PriceChange.objects.create(variant=of, price=Decimal(price), at=at)
    Product.objects.refresh_prices([of.product_id])


def offer(of: Variant, price: str, *, days_of_history: int = 60, **fields: Any) -> Offer:
    """Return an offer that began yesterday, on a variant whose price is known for some days."""
    past(of, {1 + days_of_history: str(of.price)})
    fields.setdefault("starts_at", timezone.now() - timedelta(days=1))
    made = Offer.objects.create(variant=of, price=Decimal(price), **fields)
    Product.objects.refresh_prices([of.product_id])
    return made


def picture(of: Product, **fields: Any) -> ProductImage:
    """Return a picture that is ready to be shown (its files are not on disk)."""
    defaults = {
        "alt": "Un mug en grès",
        "source_url": "https://example.com/mug.jpg",
        "status": ProductImage.Status.READY,
        "width": 600,
        "height": 750,
        "sizes": {"320": "pictures/mug-320.webp", "640": "pictures/mug-640.webp"},
    }
    made = ProductImage.objects.create(product=of, **{**defaults, **fields})
    Product.objects.refresh_prices([of.pk])
    return made


def delivery_methods() -> dict[str, DeliveryMethod]:
    """Return the demo shop's four methods by code, with three pick-up points."""
    rows = [
        ("relais", "Point relais", "relay", "3.90", "60.00", 3, 4, False),
        ("domicile", "À domicile", "home", "5.90", None, 2, 3, False),
        ("express", "Express avant 13 h", "home", "11.90", None, 1, 1, True),
        ("retrait", "Retrait à l'atelier", "collection", "0.00", None, 1, 1, False),
    ]
    methods = {}
    for position, (code, name, kind, price, free_from, first, last, phone) in enumerate(rows):
        method, created = DeliveryMethod.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "kind": kind,
                "carrier": "" if kind == "collection" else "Colissimo",
                "countries": ["FR"],
                "excluded_postcodes": ["97", "98"],
                "free_from": free_from and Decimal(free_from),
                "first_days": first,
                "last_days": last,
                "needs_phone": phone,
                "position": position,
            },
        )
        if created:
            DeliveryRate.objects.create(method=method, up_to=30_000, price=Decimal(price))
        methods[code] = method
    for n in range(1, 4):
        PickupPoint.objects.get_or_create(
            code=f"LYON-{n}",
            defaults={
                "name": f"Tabac {n}",
                "street": f"{n} rue de Marseille",
                "postcode": "69007",
                "city": "Lyon",
            },
        )
    return methods


def shop() -> None:
    """Set up what every sale needs: merchant, legal texts, delivery methods."""
    merchant()
    legal_texts()
    delivery_methods()


def cart(*variants: Variant, quantity: int = 1, **fields: Any) -> Cart:
    """Return a cart that holds some units of each variant."""
    made = Cart.objects.create(**fields)
    for wanted in variants:
        add_line(made, wanted, quantity)
    return made


def checkout(of: Cart, *, method: str = "domicile", **fields: Any) -> Checkout:
    """Return a checkout whose three screens are filled in."""
    methods = delivery_methods()
    defaults: dict[str, Any] = {
        "email": "julie@example.fr",
        "ship_given_name": "Julie",
        "ship_family_name": "Martin",
        "ship_line1": "8 rue de la République",
        "ship_postcode": "69002",
        "ship_city": "Lyon",
        "delivery_method": methods[method],
    }
    if method == "relais":
        defaults["pickup_point"] = PickupPoint.objects.first()
    return Checkout.objects.create(cart=of, **{**defaults, **fields})


AGREEMENT = Agreement(
    box="J'ai lu et j'accepte les conditions générales de vente (version 2026-11-01).",
    button="Commande avec obligation de paiement",
    ip="203.0.113.7",
)


def order(
    *variants: Variant,
    quantity: int = 1,
    means: str = "transfer",
    paid: bool = False,
    early: bool = False,
    **fields: Any,
) -> Order:
    """Return an order placed through the shop's own flows, by bank transfer unless said.

    `early`: its buyer asked that the services begin at once.
    """
    shop()
    filled_in = checkout(cart(*(variants or (variant(),)), quantity=quantity), **fields)
    total = filled_in.total()
    assert total is not None
    asked = [variant.sku for variant in variants] if early else []
    agreement = AGREEMENT._replace(early_start=asked)
    placed = place_order(filled_in, total_shown=total, means=means, agreement=agreement)
    return receive(placed) if paid else placed


def refund(payment: Payment, amount: str) -> Refund:
    """Return a refund that is decided, and not yet sent to the provider."""
    return refund_payment(payment, Decimal(amount), reason="test")


def service(*, price: str = "45.00", **fields: Any) -> Variant:
    """Return a service on sale, of which there is no end unless `stock` says so."""
    fields.setdefault("stock", 0)
    fields.setdefault("is_unlimited", not fields["stock"])
    defaults = {
        "product__kind": Product.Kind.SERVICE,
        "product__name": "Entretien de planche",
        "product__service_terms": "À l'atelier, sur rendez-vous.",
        "product__service_duration": "1 heure",
        "product__manufacturer_name": "",
        "product__manufacturer_address": "",
        "product__manufacturer_email": "",
        "weight": 0,
    }
    return variant(price=price, **{**defaults, **fields})


def receive(order: Order) -> Order:
    """Let the transfer that pays an order arrive."""
    receive_transfer(order.payments.get(), actor=staff())
    order.refresh_from_db()
    return order
