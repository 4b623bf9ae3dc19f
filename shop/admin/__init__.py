"""Staff set up the shop's identity and legal texts, read its messages, and say who may do what."""

from shop.admin.legal import LegalTextAdmin
from shop.admin.merchant import MerchantAdmin
from shop.admin.message import MessageAdmin
from shop.admin.people import ConsentAdmin, UserAdmin

__all__ = ["ConsentAdmin", "LegalTextAdmin", "MerchantAdmin", "MessageAdmin", "UserAdmin"]
