"""Write the feed of the goods to a file, so that whoever asks for it costs the shop nothing."""

import os
from pathlib import Path

from django.core.files.storage import storages

from catalog.feeds.merchant import merchant_feed

NAME = "feeds/google.xml"


def feed_file() -> Path:
    """Return where the feed is kept."""
    return Path(storages["private"].path(NAME))


def write_feed() -> Path:
    """Put a feed of this moment in the place of the last one, whole or not at all."""
    file = feed_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(f".{os.getpid()}")
    with draft.open("w", encoding="utf-8") as target:
        target.writelines(merchant_feed())
    return draft.replace(file)
