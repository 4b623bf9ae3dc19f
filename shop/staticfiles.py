"""One stylesheet for a page from one file for a component, without a build step.

`static/css/shop.css` is plain CSS that imports its parts, each into a cascade layer. A page that
loaded it as it is would wait for some forty requests, so the finder gives out the same sheet with
every import put in its place. Both roads to a static file pass through a finder, `runserver` (by
`find`) and `collectstatic` (by `list`), hence development and production serve the same bytes and a
part that was edited is there at the next reload.

Parts stand one beside the other in `css/` or in `css/components/`. Only those in `css/` itself may
use `url()`: its path is read from the joined sheet.
"""

import os
import re
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.storage import FileSystemStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEETS = ("css/shop.css", "css/admin.css")
COMMENT = re.compile(r"/\*.*?\*/\n*", re.DOTALL)
IMPORT = re.compile(r'^@import "(?P<part>[^"]+)"(?: layer\((?P<layer>[a-z]+)\))?;$', re.MULTILINE)


def join(stylesheet: Path) -> str:
    """Return a stylesheet with each of its imports put in its place, without comments."""

    def read(path: Path) -> str:
        return COMMENT.sub("", path.read_text(encoding="utf-8")).strip()

    def inline(found: re.Match[str]) -> str:
        part = read(stylesheet.parent / found["part"])
        return f"@layer {found['layer']} {{\n{part}\n}}" if found["layer"] else part

    return IMPORT.sub(inline, read(stylesheet)) + "\n"


class JoiningFinder(FileSystemFinder):
    """Finds what STATICFILES_DIRS hold, the stylesheets joined and their parts left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.joined = FileSystemStorage(location=settings.VAR_DIR / "joined")

    def find_location(self, root: str, path: str, prefix: str | None = None) -> str | None:
        """Return where a file is, after joining it if it is a stylesheet."""
        found = super().find_location(root, path, prefix)
        return self.write(path, Path(found)) if found and path in STYLESHEETS else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Name every file to collect, and the storage that it is in."""
        for path, storage in super().list(ignore_patterns):
            if path in STYLESHEETS:
                self.write(path, Path(storage.path(path)))
                yield path, self.joined
            elif not path.startswith("css/"):
                yield path, storage

    def write(self, path: str, source: Path) -> str:
        """Write the joined stylesheet if it changed, and return where it is."""
        target, text = Path(self.joined.path(path)), join(source)
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Renamed into place: another thread may be serving it at this very moment.
            draft = target.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
            draft.write_text(text, encoding="utf-8")
            draft.replace(target)
        return str(target)


class HashedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # untyped
    """Static files named by their content and compressed, JavaScript modules' imports included."""

    support_js_module_import_aggregation = True
