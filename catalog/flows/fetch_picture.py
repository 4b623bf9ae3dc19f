"""Fetch the file of a picture that an import left as an address, and make its sizes."""

import hashlib

from django.core.files.base import ContentFile

from catalog import pictures
from catalog.gateways.web import PUBLIC, Guard, Unreachable, download
from catalog.models import ProductImage
from shop.states import IllegalMove


def fetch_picture(picture: ProductImage, *, guard: Guard = PUBLIC) -> bool:
    """Make a picture ready, or say why it is missing; its product stays as it is.

    Safe to run twice: of two workers, the later finds the work done.
    """
    try:
        if not picture.original:
            _keep(picture, download(picture.source_url, guard=guard))
        return pictures.prepare(picture)
    except (Unreachable, pictures.BadPicture) as error:
        pictures.missing(picture, str(error))
        return False
    except IllegalMove:
        return False


def _keep(picture: ProductImage, content: bytes) -> None:
    """Store the file under the name of its content; what is no picture is not stored."""
    pictures.check(content)
    name = f"originals/{hashlib.sha256(content).hexdigest()[:24]}"
    storage = picture.original.storage
    if not storage.exists(name):
        name = storage.save(name, ContentFile(content))
    picture.original = name
    picture.save(update_fields=["original"])
