"""A film of a product: the merchant's own file, so that nobody else learns who watches it."""

import secrets
from pathlib import PurePath

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.uploads import MEGABYTE, FileIs


def film_name(_product: models.Model, name: str) -> str:
    """Return a name of its own for each file: browsers keep what is served here for a year."""
    return f"videos/{secrets.token_hex(8)}{PurePath(name).suffix.lower()}"


class Filmed(models.Model):
    """A video, and its words for those who do not hear it."""

    video = models.FileField(
        _("vidéo"),
        upload_to=film_name,
        validators=[FileIs("MP4", "WebM", most=50 * MEGABYTE)],
        blank=True,
        help_text=_("MP4 ou WebM, 50 Mo au plus. Elle ne se charge qu'au clic."),
    )
    video_captions = models.FileField(
        _("sous-titres"),
        upload_to=film_name,
        validators=[FileIs("WebVTT", most=MEGABYTE)],
        blank=True,
        help_text=_("Un fichier WebVTT (.vtt)."),
    )

    class Meta:
        abstract = True

    @property
    def video_type(self) -> str:
        """Return what the file is, for a browser that must choose whether to load it."""
        return "video/webm" if str(self.video).endswith(".webm") else "video/mp4"
