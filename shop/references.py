"""What things are named by: codes that people read on the phone, ids that addresses carry."""

import secrets

# No look-alikes: 0 and O, 1 and I.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_code() -> str:
    """Return eight random characters, which tell nobody how many there are."""
    return "".join(secrets.choice(ALPHABET) for _ in range(8))


def row_id(text: str) -> int | None:
    """Return the id that a forged or honest text names, if a database could hold it."""
    is_number = text.isascii() and text.isdigit() and len(text) < 19
    return int(text) if is_number else None
