"""What a shop that is open to the world must not be started with."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

DEVELOPMENT = "On your own machine, set DEBUG=1."


def production_settings(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse, with DEBUG off, what only a developer's machine may have."""
    if settings.DEBUG:
        return []
    problems: list[CheckMessage] = []
    if settings.SECRET_KEY.startswith("only-for-development") or len(settings.SECRET_KEY) < 50:
        problems.append(
            Error(
                "SECRET_KEY is the default one, or shorter than 50 characters:"
                " anybody could sign in as anybody.",
                hint=DEVELOPMENT,
                id="shop.E001",
            )
        )
    if settings.STRIPE_FAKE:
        problems.append(
            Error(
                "STRIPE_FAKE is set: orders would count as paid without any money.",
                hint=DEVELOPMENT,
                id="shop.E002",
            )
        )
    return problems


def refuse_unsafe_settings() -> None:
    """Stop a web process that must not start; raises ImproperlyConfigured.

    Management commands and Celery run the system checks themselves; a WSGI server does not.
    """
    for problem in production_settings():
        raise ImproperlyConfigured(f"{problem.msg} {problem.hint}")
