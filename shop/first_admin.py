"""The first staff account: made once, its password kept where only the owner of the files reads."""

import os
import secrets
from pathlib import Path
from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from shop.models import User

EMAIL = "equipe@maison-brumelle.example"


class Login(NamedTuple):
    """What the merchant types to enter the admin."""

    email: str
    password: str


def password_file() -> Path:
    """Return where the password stands."""
    return Path(settings.VAR_DIR) / "admin-password.txt"


def first_admin() -> Login | None:
    """Return the first login, made if nobody may enter the admin yet.

    None once the merchant has changed the password or removed the file.
    """
    with transaction.atomic():
        if not User.objects.filter(is_superuser=True).exists():
            user = User.objects.create_superuser(EMAIL, _new_password(), name="Équipe")
            # A code sent to an address that nobody reads would keep them out.
            EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    return _login()


def _new_password() -> str:
    password = secrets.token_urlsafe(15)
    path = password_file()
    path.unlink(missing_ok=True)
    # Created unreadable by others: a later chmod would leave a moment to read it.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{EMAIL}\n{password}\n")
    return password


def _login() -> Login | None:
    try:
        login = Login(*password_file().read_text(encoding="utf-8").split())
    except (FileNotFoundError, TypeError):
        return None
    user = User.objects.filter(email=login.email, is_superuser=True).first()
    return login if user and user.check_password(login.password) else None
