"""What a sign-in means to the catalogue (settings.ACCOUNT_ADAPTER names this class)."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from catalog.browser import token_of
from catalog.flows.merge_wishlists import merge_wishlists
from shop import accounts
from shop.models import User


class AccountAdapter(accounts.AccountAdapter):
    """The shop's answers to allauth, and the lists that a browser brings along."""

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and give the customer what the browser had kept."""
        super().login(request, user)
        token = token_of(request)
        if token and merge_wishlists(token, user):
            text = _("Les favoris de cet appareil ont rejoint votre compte.")
            messages.info(request, text, fail_silently=True)
