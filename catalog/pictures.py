"""Make the sizes of a picture that screens ask for.

A hostile file is refused before it is decoded: its format and its size are read first. What is
stored is always encoded anew, so that no metadata (where a photograph was taken) and no second
nature (a page that pretends to be a picture) of the original is ever served.
"""

import hashlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import PurePath
from typing import Any, NamedTuple

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageFile, ImageOps

from catalog.models import Product, ProductImage

WIDTHS = (320, 480, 640, 960, 1280)
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 40_000_000
WEBP = {"format": "WEBP", "quality": 82, "method": 4}
# Slower speeds save a twelfth of the bytes for four times the work.
AVIF = {"format": "AVIF", "quality": 55, "speed": 8}
# Part of every name, so that a new recipe makes new names and no cache shows an old picture.
_RECIPE = b"webp-82 avif-55"
_SRGB = ImageCms.createProfile("sRGB")


class BadPicture(Exception):
    """The file is not a picture that a page can show; the message tells the merchant why."""


class Derived(NamedTuple):
    """The sizes made from one original, and the dimensions of the largest."""

    width: int
    height: int
    sizes: dict[str, str]


def prepare(picture: ProductImage) -> bool:
    """Make a picture's sizes and say that it is ready, or say why it is missing."""
    if picture.status == ProductImage.Status.READY:
        picture.move_to(ProductImage.Status.PENDING)
    try:
        with picture.original.open("rb") as file:
            derived = derive(file.read(MOST_BYTES + 1))
    except (BadPicture, OSError) as error:
        reason = str(error) if isinstance(error, BadPicture) else _("Le fichier est introuvable.")
        missing(picture, reason)
        return False
    with transaction.atomic():
        picture.move_to(ProductImage.Status.READY, error="", avif=None, **derived._asdict())
        Product.objects.refresh_prices([picture.product_id])
    return True


def refine(picture: ProductImage) -> None:
    """Make the sizes of a ready picture in AVIF too; one that is not lighter is not kept.

    Apart from `prepare`, so that nobody waits for it: every browser reads WebP meanwhile.
    """
    try:
        with picture.original.open("rb") as file:
            image = _decode(file.read(MOST_BYTES + 1))
    except (BadPicture, OSError):
        made: dict[str, str] = {}
    else:
        made = {width: _lighter(image, int(width), path) for width, path in picture.sizes.items()}
    found = {width: path for width, path in made.items() if path}
    # The picture may have been replaced in the meantime.
    same = ProductImage.objects.filter(pk=picture.pk, original=picture.original.name)
    with transaction.atomic():
        if same.to_refine().update(avif=found):
            Product.objects.refresh_prices([picture.product_id])


def missing(picture: ProductImage, reason: str) -> None:
    """Say why a picture cannot be shown."""
    if picture.status == ProductImage.Status.MISSING:
        picture.move_to(ProductImage.Status.PENDING)
    with transaction.atomic():
        picture.move_to(ProductImage.Status.MISSING, error=reason[:200])
        Product.objects.refresh_prices([picture.product_id])


def derive(original: bytes) -> Derived:
    """Store every size of a picture that is not larger than it; raises BadPicture."""
    image = _decode(original)
    digest = hashlib.sha256(_RECIPE + original).hexdigest()[:16]
    widths = [width for width in WIDTHS if width < image.width]
    widths.append(min(image.width, WIDTHS[-1]))
    sizes = {}
    for width in dict.fromkeys(widths):
        sized = _resized(image, width)
        sizes[str(width)] = _store(f"pictures/{digest}-{width}.webp", _encoded(sized, **WEBP))
    return Derived(sized.width, sized.height, sizes)


def check(original: bytes) -> None:
    """Read what a file says of itself, without decoding it; raises BadPicture."""
    if len(original) > MOST_BYTES:
        raise BadPicture(_("Le fichier dépasse 20 Mo."))
    try:
        with _open(original) as image:
            pixels = image.width * image.height
    except Exception as error:
        raise BadPicture(
            _("Ce fichier n'est pas une image JPEG, PNG, WebP, GIF ou AVIF.")
        ) from error
    if pixels > MOST_PIXELS:
        raise BadPicture(_("L'image dépasse 40 millions de pixels."))


def _open(original: bytes) -> Image.Image:
    with warnings.catch_warnings():
        # Pillow only warns of sizes that are refused just after.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return Image.open(BytesIO(original), formats=FORMATS)


def _decode(original: bytes) -> Image.Image:
    check(original)
    try:
        with _open(original) as image, _strict():
            image.load()
            return _in_screen_colors(ImageOps.exif_transpose(image))
    except Exception as error:
        # Decoders of hostile or truncated files raise anything.
        raise BadPicture(_("L'image est abîmée et ne peut pas être lue.")) from error


@contextmanager
def _strict() -> Iterator[None]:
    """Refuse half a picture, although the PDF renderer tells Pillow to fill it with grey."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _in_screen_colors(image: Image.Image) -> Image.Image:
    """Return the picture in sRGB, whatever its palette, its inks or its profile."""
    if image.mode.startswith("I"):
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "RGBA", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            return ImageCms.profileToProfile(image, source, _SRGB, outputMode=mode) or image
        except (ImageCms.PyCMSError, OSError):
            pass
    return image.convert(mode)


def _resized(image: Image.Image, width: int) -> Image.Image:
    if width == image.width:
        return image
    height = max(round(image.height * width / image.width), 1)
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _lighter(image: Image.Image, width: int, path: str) -> str:
    """Store one size in AVIF beside its WebP, or return nothing when that would save nothing."""
    content = _encoded(_resized(image, width), **AVIF)
    if not default_storage.exists(path) or len(content) >= default_storage.size(path):
        return ""
    return _store(str(PurePath(path).with_suffix(".avif")), content)


def _encoded(image: Image.Image, **options: Any) -> bytes:
    content = BytesIO()
    image.save(content, **options)
    return content.getvalue()


def _store(name: str, content: bytes) -> str:
    if default_storage.exists(name):
        if default_storage.size(name) == len(content):
            return name
        default_storage.delete(name)
    return default_storage.save(name, ContentFile(content))
