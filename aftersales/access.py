"""Who may read that a message has arrived: the browser that sent it."""

from django.core import signing

from aftersales.models import Case

SALT = "aftersales.case"


def case_key(case: Case) -> str:
    """Return what the address of the thanks page carries."""
    return signing.Signer(salt=SALT).sign(case.reference)


def case_opened_by(key: str) -> Case | None:
    """Return the case that a key opens, or nothing to a stranger."""
    try:
        reference = signing.Signer(salt=SALT).unsign(key)
    except signing.BadSignature:
        return None
    return Case.objects.filter(reference=reference).first()
