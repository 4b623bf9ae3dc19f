"""What a file that staff upload may be: told by its first bytes, and named after what it is."""

from pathlib import PurePath
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext as _

MEGABYTE = 1024 * 1024


class Kind(NamedTuple):
    """How a file of a kind is named and how it begins, at a place in bytes."""

    suffixes: tuple[str, ...]
    beginning: bytes
    at: int = 0


KINDS = {
    "PNG": Kind((".png",), b"\x89PNG\r\n\x1a\n"),
    "JPEG": Kind((".jpg", ".jpeg"), b"\xff\xd8\xff"),
    "WebP": Kind((".webp",), b"WEBP", at=8),
    "PDF": Kind((".pdf",), b"%PDF-"),
    "MP4": Kind((".mp4", ".m4v"), b"ftyp", at=4),
    "WebM": Kind((".webm",), b"\x1a\x45\xdf\xa3"),
    "WebVTT": Kind((".vtt",), b"WEBVTT"),
}
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@deconstructible
class FileIs:
    """Refuses a file that is of none of some kinds, or too large; `most` in bytes."""

    def __init__(self, *kinds: str, most: int) -> None:
        self.kinds = kinds
        self.most = most

    def __eq__(self, other: object) -> bool:
        """Tell whether another asks for the same: migrations compare."""
        return isinstance(other, FileIs) and vars(other) == vars(self)

    def __hash__(self) -> int:
        return hash((self.kinds, self.most))

    def __call__(self, file: Any) -> None:
        """Raise ValidationError with the reason, in the merchant's words."""
        if getattr(file, "_committed", False):
            return  # stored long ago, and perhaps not on this machine
        if file.size > self.most:
            raise ValidationError(_("Le fichier dépasse %d Mo.") % (self.most // MEGABYTE))
        if not any(_is(file, KINDS[name]) for name in self.kinds):
            kinds = ", ".join(self.kinds)
            raise ValidationError(_("Ce fichier n'est pas de la nature attendue : %s.") % kinds)


def _is(file: Any, kind: Kind) -> bool:
    file.seek(0)
    start = file.read(32).removeprefix(BYTE_ORDER_MARK)
    file.seek(0)
    begins = start[kind.at :].startswith(kind.beginning)
    return begins and PurePath(file.name).suffix.lower() in kind.suffixes
