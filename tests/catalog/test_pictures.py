"""Pictures: every size encoded anew, hostile files refused before they are decoded (F85, F86)."""

import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageFile, features

from catalog import pictures
from catalog.models import ProductImage
from catalog.tasks import refine_pictures
from tests import make


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def _file(image: Image.Image, kind: str, **options: object) -> bytes:
    content = BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def _stored(path: str) -> Image.Image:
    with default_storage.open(path) as file:
        return Image.open(BytesIO(file.read()))


def _picture(content: bytes, name: str = "photo.jpg") -> ProductImage:
    picture = ProductImage(product=make.product(), alt="Un mug")
    picture.original.save(name, ContentFile(content), save=False)
    picture.save()
    return picture


def test_a_large_picture_is_made_in_five_sizes() -> None:
    derived = pictures.derive(_file(Image.new("RGB", (2400, 3000), "sienna"), "JPEG"))

    assert list(derived.sizes) == ["320", "480", "640", "960", "1280"]
    assert (derived.width, derived.height) == (1280, 1600)
    smallest = _stored(derived.sizes["320"])
    assert (smallest.format, smallest.size) == ("WEBP", (320, 400))


def test_a_small_picture_is_never_enlarged() -> None:
    derived = pictures.derive(_file(Image.new("RGB", (600, 750)), "PNG"))
    assert list(derived.sizes) == ["320", "480", "600"]

    derived = pictures.derive(_file(Image.new("RGB", (40, 50)), "PNG"))
    assert list(derived.sizes) == ["40"]


def test_the_name_is_that_of_the_content_and_the_same_file_is_stored_once(tmp_path) -> None:
    content = _file(Image.new("RGB", (600, 750), "teal"), "PNG")

    assert pictures.derive(content) == pictures.derive(content)
    assert len(list((tmp_path / "pictures").iterdir())) == 3


def test_a_half_written_file_is_written_again(tmp_path) -> None:
    content = _file(Image.new("RGB", (320, 400), "teal"), "PNG")
    path = pictures.derive(content).sizes["320"]
    (tmp_path / path).write_bytes(b"RIFF")

    assert pictures.derive(content).sizes == {"320": path}
    assert _stored(path).size == (320, 400)


def test_where_a_photograph_was_taken_is_not_served_and_it_stands_upright() -> None:
    image = Image.new("RGB", (800, 600), "red")
    exif = image.getexif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif.get_ifd(0x8825)[1] = "N"

    derived = pictures.derive(_file(image, "JPEG", exif=exif))

    assert (derived.width, derived.height) == (600, 800)
    assert not _stored(derived.sizes["600"]).getexif()


@pytest.mark.parametrize("mode", ["CMYK", "L", "P", "LA", "RGBA", "1", "I;16"])
def test_every_kind_of_colors_is_shown(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    derived = pictures.derive(_file(Image.new(mode, (320, 400)), kind))
    assert _stored(derived.sizes["320"]).mode in {"RGB", "RGBA"}


def test_a_white_picture_of_four_inks_stays_white() -> None:
    derived = pictures.derive(_file(Image.new("CMYK", (320, 400), (0, 0, 0, 0)), "JPEG"))
    assert min(_stored(derived.sizes["320"]).convert("RGB").getpixel((10, 10))) > 250


def test_the_shape_of_a_cut_out_picture_is_kept() -> None:
    derived = pictures.derive(_file(Image.new("RGBA", (320, 400), (255, 0, 0, 0)), "PNG"))
    assert _stored(derived.sizes["320"]).getpixel((5, 5))[3] == 0


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_each_format_of_the_list_is_read(kind: str) -> None:
    assert kind != "AVIF" or features.check("avif")
    assert pictures.derive(_file(Image.new("RGB", (320, 400)), kind)).sizes.keys() == {"320"}


def _bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that says it is huge."""

    def chunk(name: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + crc

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("size", [(6400, 6400), (13_000, 13_000), (60_000, 60_000)])
def test_a_bomb_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    with pytest.raises(pictures.BadPicture):
        pictures.check(_bomb(*size))


def test_forty_million_pixels_are_allowed() -> None:
    pictures.check(_bomb(8000, 5000))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><title>photo.jpg</title>",
        b"%PDF-1.7",
        b"GIF89a<script>alert(1)</script>",
    ],
)
def test_what_only_pretends_to_be_a_picture_is_refused(content: bytes) -> None:
    with pytest.raises(pictures.BadPicture):
        pictures.derive(content)


def test_a_picture_of_a_format_outside_the_list_is_refused() -> None:
    with pytest.raises(pictures.BadPicture):
        pictures.derive(_file(Image.new("RGB", (32, 40)), "TIFF"))


@pytest.mark.parametrize("lenient", [False, True])
def test_a_truncated_picture_is_refused(monkeypatch, lenient) -> None:
    """The PDF renderer makes Pillow lenient for the whole process."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)
    whole = _file(Image.effect_noise((800, 1000), 60).convert("RGB"), "JPEG")
    with pytest.raises(pictures.BadPicture, match="abîmée"):
        pictures.derive(whole[: len(whole) // 2])


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(pictures.BadPicture, match="20"):
        pictures.check(b"\0" * (pictures.MOST_BYTES + 1))


@pytest.mark.django_db
def test_a_prepared_picture_is_ready_with_its_dimensions() -> None:
    picture = _picture(_file(Image.new("RGB", (600, 750)), "JPEG"))

    assert pictures.prepare(picture)

    picture.refresh_from_db()
    assert (picture.status, picture.width, picture.height) == ("ready", 600, 750)
    assert list(picture.sizes) == ["320", "480", "600"]
    assert pictures.prepare(picture)


@pytest.mark.django_db
def test_the_sizes_are_made_in_avif_too_once_somebody_has_the_time() -> None:
    noise = Image.effect_noise((400, 500), 40).convert("RGB")
    picture = _picture(_file(noise, "JPEG"))
    pictures.prepare(picture)
    assert (picture.avif, picture.avif_srcset) == (None, "")

    refine_pictures()

    picture.refresh_from_db()
    assert list(picture.avif) == ["320", "400"]
    assert _stored(picture.avif["320"]).format == "AVIF"
    assert picture.avif["320"] == picture.sizes["320"].replace(".webp", ".avif")
    assert default_storage.size(picture.avif["320"]) < default_storage.size(picture.sizes["320"])
    assert not ProductImage.objects.to_refine()


@pytest.mark.django_db
def test_an_avif_that_would_weigh_more_is_not_kept() -> None:
    picture = _picture(_file(Image.new("RGB", (320, 400), "teal"), "PNG"))
    pictures.prepare(picture)

    refine_pictures()

    picture.refresh_from_db()
    assert picture.avif == {}


@pytest.mark.django_db
def test_a_picture_that_was_replaced_meanwhile_waits_for_its_own_avif(tmp_path) -> None:
    picture = _picture(_file(Image.effect_noise((320, 400), 40).convert("RGB"), "JPEG"))
    pictures.prepare(picture)
    before = ProductImage.objects.get()
    picture.original.save("other.png", ContentFile(_file(Image.new("RGB", (320, 400)), "PNG")))
    pictures.prepare(picture)

    pictures.refine(before)

    picture.refresh_from_db()
    assert picture.avif is None


@pytest.mark.django_db
def test_the_original_is_not_among_the_files_that_are_served(tmp_path) -> None:
    picture = _picture(_file(Image.new("RGB", (320, 400)), "PNG"))

    pictures.prepare(picture)

    assert [path.name for path in tmp_path.iterdir()] == ["pictures"]


@pytest.mark.django_db
def test_a_bad_file_is_missing_with_its_reason_and_may_be_replaced() -> None:
    picture = _picture(b"<svg/>")

    assert not pictures.prepare(picture)
    assert not pictures.prepare(picture)

    picture.refresh_from_db()
    assert picture.status == "missing"
    assert picture.error == "Ce fichier n'est pas une image JPEG, PNG, WebP, GIF ou AVIF."

    picture.original.save("photo.png", ContentFile(_file(Image.new("RGB", (320, 400)), "PNG")))
    assert pictures.prepare(picture)
    picture.refresh_from_db()
    assert (picture.status, picture.error) == ("ready", "")


@pytest.mark.django_db
def test_a_lost_file_is_told() -> None:
    picture = _picture(_file(Image.new("RGB", (320, 400)), "PNG"))
    picture.original.storage.delete(picture.original.name)

    assert not pictures.prepare(picture)

    picture.refresh_from_db()
    assert picture.error == "Le fichier est introuvable."
