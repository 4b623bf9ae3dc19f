"""Codes that people read on the phone and copy from paper."""

import secrets

# No look-alikes: 0 and O, 1 and I.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_code() -> str:
    """Return eight random characters, which tell nobody how many there are."""
    return "".join(secrets.choice(ALPHABET) for _ in range(8))
