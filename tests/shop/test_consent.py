import pytest

from shop.consent import may_send, record

pytestmark = pytest.mark.django_db


def say(email="julie@example.fr", *, granted, channel="email", purpose="newsletter"):
    record(
        email,
        channel,
        purpose,
        granted=granted,
        basis="consent",
        wording="Je souhaite recevoir la lettre de la maison.",
        source="test",
    )


def test_silence_is_a_refusal():
    """R57."""
    assert not may_send("julie@example.fr", "email", "newsletter")


def test_consent_counts_for_its_channel_and_purpose_only():
    say(granted=True)

    assert may_send("Julie@Example.fr", "email", "newsletter")
    assert not may_send("julie@example.fr", "sms", "newsletter")
    assert not may_send("julie@example.fr", "email", "similar_goods")
    assert not may_send("paul@example.fr", "email", "newsletter")


def test_the_last_word_decides():
    say(granted=True)
    say(granted=False)
    assert not may_send("julie@example.fr", "email", "newsletter")

    say(granted=True)
    assert may_send("julie@example.fr", "email", "newsletter")
