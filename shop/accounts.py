"""What accounts ask of the shop: e-mails through the outbox, and whose tries are counted."""

import secrets
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shop import messaging
from shop.network import client_network


class Words(NamedTuple):
    """What an e-mail about an account says; `link` names the address that it leads to."""

    subject: Promise
    text: Promise
    button: Promise | str = ""
    link: str = ""


CODE = _("Votre code de confirmation")
NEW_PASSWORD = _("Choisir un mot de passe")
CHANGED = _("Votre compte a changé")
# By the name that allauth gives to each of its own e-mails.
ASKED = {
    "email_confirmation_signup": Words(
        CODE, _("Saisissez ce code pour confirmer votre adresse et ouvrir votre compte.")
    ),
    "email_confirmation": Words(CODE, _("Saisissez ce code pour confirmer votre adresse.")),
    "login_code": Words(
        _("Votre code de connexion"), _("Saisissez ce code pour vous connecter, sans mot de passe.")
    ),
    "password_reset_key": Words(
        _("Votre nouveau mot de passe"),
        _("Un nouveau mot de passe a été demandé. Ce lien ouvre la page où le choisir."),
        NEW_PASSWORD,
        "password_reset_url",
    ),
    "account_already_exists": Words(
        _("Vous avez déjà un compte"),
        _(
            "Un compte a été demandé avec cette adresse, qui en a déjà un. Si vous en avez oublié "
            "le mot de passe, choisissez-en un autre."
        ),
        NEW_PASSWORD,
        "password_reset_url",
    ),
    "unknown_account": Words(
        _("Cette adresse n'a pas de compte"),
        _("Une connexion a été demandée avec cette adresse, qui n'a pas de compte chez nous."),
        _("Créer un compte"),
        "signup_url",
    ),
}
DONE = {
    "password_changed": _("Le mot de passe de votre compte vient de changer."),
    "password_reset": _("Le mot de passe de votre compte vient de changer."),
    "password_set": _("Votre compte a désormais un mot de passe."),
    "email_changed": _("L'adresse e-mail de votre compte vient de changer."),
    "email_confirm": _("L'adresse e-mail de votre compte vient d'être confirmée."),
    "email_deleted": _("Une adresse e-mail vient d'être retirée de votre compte."),
    "totp_activated": _("Une application de codes protège désormais votre compte."),
    "totp_deactivated": _("L'application de codes ne protège plus votre compte."),
    "webauthn_added": _("Une clé de sécurité protège désormais votre compte."),
    "webauthn_removed": _("Une clé de sécurité vient d'être retirée de votre compte."),
    "recovery_codes_generated": _("De nouveaux codes de secours viennent d'être créés."),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """The shop's answers to the questions that allauth asks."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write an e-mail to the outbox; its links lead to the configured host (I37)."""
        name = template_prefix.rpartition("/")[2]
        words = ASKED.get(name) or Words(CHANGED, DONE[name])
        facts = {
            "words": words,
            "code": context.get("code", ""),
            "url": _own(context[words.link]) if words.link else "",
            "is_done": name in DONE,
        }
        messaging.post(
            f"account:{name}:{secrets.token_hex(16)}",
            "account",
            email,
            facts,
            language=get_language() or "fr",
        )

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return whose tries are counted: a network, as our own proxies saw it."""
        return client_network(request)


def _own(url: str) -> str:
    """Return an address on the configured host, whatever the Host header said."""
    return settings.SITE_URL + urlsplit(url).path
