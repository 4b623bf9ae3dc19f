"""The rows that belong to the whole site: people, the merchant, legal texts, consent, messages."""

from shop.models.consent import Consent
from shop.models.legal import LegalText
from shop.models.merchant import Merchant
from shop.models.message import Message
from shop.models.user import User

__all__ = ["Consent", "LegalText", "Merchant", "Message", "User"]
