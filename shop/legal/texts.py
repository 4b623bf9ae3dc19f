"""Legal texts of the merchant: a stored template, limited to plain facts, made into HTML."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.template import Context, Engine
from django.utils import translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from shop import calendar
from shop.legal.delivery import DeliveryRow, delivery_table
from shop.legal.withdrawal_form import withdrawal_form
from shop.legal.withdrawal_notice import ReturnCost, Sold, withdrawal_notice
from shop.legal.wording import GUARANTEE_BOX, wording
from shop.models import LegalText, Merchant

WITHDRAWAL_PATH = "/renoncer-au-contrat/"
_MERCHANT_FACTS = (
    "name",
    "legal_name",
    "legal_form",
    "capital",
    "street",
    "postcode",
    "city",
    "country",
    "registered_office",
    "phone",
    "email",
    "opening_hours",
    "siren",
    "siret",
    "rcs",
    "vat_number",
    "publication_director",
    "host_name",
    "host_address",
    "host_phone",
    "mediator_name",
    "mediator_address",
    "mediator_website",
    "epr_ids",
    "return_address",
    "one_line_address",
)


class UnknownPlaceholder(LookupError):
    """A legal text asks for a fact that does not exist; a hole in a contract is refused."""


@dataclass(frozen=True)
class LegalContext:
    """What a legal text may speak of."""

    merchant: Merchant
    site_url: str = field(default_factory=lambda: settings.SITE_URL)
    delivery: Sequence[DeliveryRow] = ()
    on: date = field(default_factory=calendar.today)
    sold: Sold = Sold.GOODS
    return_cost: ReturnCost = ReturnCost.CONSUMER
    return_amount: Decimal | None = None

    @property
    def withdrawal_url(self) -> str:
        """Return the address of the online withdrawal function (R26)."""
        return urljoin(self.site_url, WITHDRAWAL_PATH)

    def facts(self, text: LegalText) -> dict[str, Any]:
        """Return plain values only: a template reaches no method and no other row."""
        notice = withdrawal_notice(
            self.merchant,
            function_url=self.withdrawal_url,
            sold=self.sold,
            return_cost=self.return_cost,
            amount=self.return_amount,
            on=self.on,
        )
        return {
            "merchant": {name: getattr(self.merchant, name) for name in _MERCHANT_FACTS},
            "site": self.site_url,
            "withdrawal_url": self.withdrawal_url,
            "version": text.version,
            "valid_from": french_day(text.valid_from),
            "delivery_table": delivery_table(self.delivery),
            "merchant_pays_return": self.return_cost is ReturnCost.MERCHANT,
            "guarantee_box": wording(GUARANTEE_BOX, self.on).html(),
            "withdrawal_notice": notice.html(),
            "withdrawal_form": withdrawal_form(self.merchant, self.on).html(),
        }


def render_text(text: LegalText, context: LegalContext) -> SafeString:
    """Return the text as HTML; raises UnknownPlaceholder or TemplateSyntaxError."""
    return _ENGINE.from_string(text.body).render(Context(context.facts(text)))


def french_day(day: date) -> str:
    """Write a day in French whatever the page's language: « 1er novembre 2026 »."""
    with translation.override("fr"):
        month = date_format(day, "F Y")
    return f"{'1er' if day.day == 1 else day.day} {month}"


class _Engine(Engine):
    """An engine that reads no file and knows three tags."""

    default_builtins = ["django.template.defaultfilters", "shop.legal.tags"]


class _Refuse(str):
    """Stands for « nothing there » and refuses to be written."""

    __slots__ = ()

    def __contains__(self, _part: object) -> bool:
        """Ask Django to hand over the name of what is missing."""
        return True

    def __mod__(self, name: object) -> str:
        """Name what is missing."""
        raise UnknownPlaceholder(str(name))


_ENGINE = _Engine(loaders=[], libraries={}, autoescape=True, string_if_invalid=_Refuse("%s"))
