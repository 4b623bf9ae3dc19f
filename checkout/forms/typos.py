"""Slips in e-mail addresses that would lose the confirmation: « gmial.com »."""

from difflib import get_close_matches

# What most buyers in France write after the @, and the neighbours that are no slip.
DOMAINS = [
    *("gmail.com", "googlemail.com", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "neuf.fr"),
    *(
        "laposte.net",
        "bbox.fr",
        "numericable.fr",
        "club-internet.fr",
        "cegetel.net",
        "aliceadsl.fr",
    ),
    *(
        "hotmail.fr",
        "hotmail.com",
        "hotmail.be",
        "outlook.fr",
        "outlook.com",
        "live.fr",
        "live.com",
    ),
    *(
        "msn.com",
        "yahoo.fr",
        "yahoo.com",
        "ymail.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
    ),
    *("gmx.fr", "gmx.com", "gmx.de", "gmx.net", "mail.com", "email.com", "proton.me", "pm.me"),
    *("protonmail.com", "protonmail.ch", "tutanota.com", "mailo.com", "mailo.fr", "live.be"),
]
# Too far from the right one to be found by likeness.
KNOWN_SLIPS = {"gmail.fr": "gmail.com", "gmail.co": "gmail.com", "laposte.fr": "laposte.net"}
LIKENESS = 0.85


def likely_email(email: str) -> str:
    """Return what the address was probably meant to be, or nothing when it looks right.

    >>> likely_email("julie@gmial.com"), likely_email("julie@exemple.fr")
    ('julie@gmail.com', '')
    """
    name, _at, domain = email.rpartition("@")
    if not name or domain in DOMAINS:
        return ""
    close = get_close_matches(domain, DOMAINS, n=1, cutoff=LIKENESS)
    meant = KNOWN_SLIPS.get(domain) or (close[0] if close else "")
    return f"{name}@{meant}" if meant else ""
