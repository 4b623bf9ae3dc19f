"""Who may be sent marketing: the one gate that every such message passes (R57)."""

from shop.models import Consent


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
