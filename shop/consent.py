"""Who may be sent marketing: the one gate that every such message passes (R57)."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation

from shop.models import Consent

SALT = "shop.consent"
STOP_LINK = "lien d'arrêt"


def may_send(email: str, channel: str, purpose: str) -> bool:
    """Tell whether a person may get a marketing message on a channel for a purpose.

    The person's last word decides: consent given, or, for similar goods, a sale at which they
    could object and did not (CPCE L34-5). Without a word there is no right to write.
    """
    last = Consent.objects.about(email, channel, purpose).first()
    return last is not None and last.granted


def record(  # noqa: PLR0913 - each field is part of the proof
    email: str,
    channel: str,
    purpose: str,
    *,
    granted: bool,
    basis: str,
    wording: str,
    source: str,
) -> Consent:
    """Keep a person's word, with the wording that they read and the page where they read it."""
    return Consent.objects.create(
        email=email.lower(),
        channel=channel,
        purpose=purpose,
        granted=granted,
        basis=basis,
        wording=wording,
        source=source,
    )


def stop_url(consent: Consent, language: str = settings.LANGUAGE_CODE) -> str:
    """Return the page that ends what a consent allowed, as each marketing message gives it (R60).

    The address carries a signed number and no address of a person; it works as long as the shop.
    """
    key = signing.Signer(salt=SALT).sign(str(consent.pk))
    with translation.override(language):
        return settings.SITE_URL + reverse("shop:stop", args=[key])


def stopped_by(key: str) -> Consent | None:
    """Return the consent that the key of a stop address names."""
    try:
        pk = signing.Signer(salt=SALT).unsign(key)
    except signing.BadSignature:
        return None
    return Consent.objects.filter(pk=pk).first()


def stop(consent: Consent) -> None:
    """End what a consent allowed, for this person, channel and purpose; twice says it once."""
    if may_send(consent.email, consent.channel, consent.purpose):
        record(
            consent.email,
            consent.channel,
            consent.purpose,
            granted=False,
            basis=consent.basis,
            wording="",
            source=STOP_LINK,
        )
