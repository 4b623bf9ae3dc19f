import io
import logging

import pytest
from django.conf import settings
from django.test import Client
from structlog.stdlib import ProcessorFormatter

from checkout.models import AccessLink
from shop.logs import without_secrets
from tests import make
from tests.shop.test_access import with_link


@pytest.mark.parametrize(
    ("written", "logged"),
    [
        ("GET /commandes/MB-7K39QXMA/?cle=abc:def", "GET /commandes/MB-7K39QXMA/?cle=…"),
        ("GET /commande/merci/abc:def-g/", "GET /commande/merci/…/"),
        ("GET /compte/confirm-email/MQ:1x/", "GET /compte/confirm-email/…/"),
        (
            "GET /commande/merci/a:b/?payment_intent_client_secret=pi_1",
            "GET /commande/merci/…/?payment_intent_client_secret=…",
        ),
        (
            "GET /compte/login/?next=/commandes/MB-7K39QXMA/%3Fcle%3Dabc",
            "GET /compte/login/?next=/commandes/MB-7K39QXMA/%3Fcle%3D…",
        ),
        (f"GET /envies/{'0' * 32}:{'-_aZ' * 10}xyz/", "GET /envies/…/"),
        (f"POST /en/envies/confirmation/7:1xV1zF:{'a' * 43}/", "POST /en/envies/confirmation/…/"),
        ("GET /produits/mug-matin/?v=SKU-1", "GET /produits/mug-matin/?v=SKU-1"),
        ("GET /suivi/?email=julie%40example.fr", "GET /suivi/?email=…"),
        ("Key (email)=(julie@example.fr) already exists.", "Key (email)=(…) already exists."),
    ],
)
def test_keys_stay_out_of_the_log(written, logged):
    """I43."""
    line = without_secrets(None, "info", {"request": written})["request"]

    assert line == logged


@pytest.mark.django_db
def test_what_is_typed_and_what_opens_stays_out_of_every_line(shop):
    """I43."""
    order = make.order()
    keys = [AccessLink.to(order, purpose).key for purpose in AccessLink.Purpose.values]
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    shown = settings.LOGGING["formatters"]["line"]
    handler.setFormatter(ProcessorFormatter(**{k: v for k, v in shown.items() if k != "()"}))
    logging.getLogger().addHandler(handler)

    with_link(order).get(order.get_absolute_url(), {"cle": keys[0]})
    Client().get(f"/commande/merci/{keys[1]}/")
    Client().post("/suivi/", {"number": order.number, "email": order.email, "send": ""})
    Client().post("/compte/login/", {"login": order.email, "password": "un-mot-de-passe"})
    Client().get(f"/nulle-part/{order.email}/")
    logging.getLogger().removeHandler(handler)

    written = lines.getvalue()
    assert "GET /commande/merci/" in written
    for secret in (*keys, order.email, "Martin", "République", "un-mot-de-passe", "203.0.113"):
        assert secret not in written
