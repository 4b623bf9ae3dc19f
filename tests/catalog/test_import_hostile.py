"""Files made to harm: each is refused in words, at once, and reaches nothing (F84)."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from catalog.flows.import_products import import_products
from catalog.imports import values
from catalog.imports.presets import read_rows
from catalog.imports.products import is_web_address
from catalog.imports.reading import read_table
from catalog.imports.refusal import UnreadableFile
from catalog.imports.report import Report
from catalog.models import Product, ProductImage, Variant

SHEET = "xl/worksheets/sheet1.xml"


def _book(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _changed(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook one part of which is another."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for part in {*old.namelist(), name}:
            was = old.read(part) if part in old.namelist() else b""
            new.writestr(part, change(was) if part == name else was, zipfile.ZIP_DEFLATED)
    return file.getvalue()


GOOD = _book(["Handle", "Title", "Variant Price"], ["bol", "Bol", 29.9])
DOCTYPE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'


def test_a_workbook_is_read_as_it_is_shown() -> None:
    codes = ["00123", 3760123450019, 3760123450019.0, 24.9, True, None, "=1+1"]
    table = read_table(_book([f"c{n}" for n in range(7)], codes))

    assert table.lines[0].cells == {
        "c0": "00123",
        "c1": "3760123450019",
        "c2": "3760123450019",
        "c3": "24.9",
        "c4": "1",
    }


@pytest.mark.parametrize(
    ("name", "change", "reason"),
    [
        ("xl/media/bomb.bin", lambda _was: b"0" * 6_000_000, "trop gros"),
        ("../../etc/cron.d/evil", lambda _was: b"x", "chemin interdit"),
        (
            "xl/workbook.xml",
            lambda was: was.replace(b"<workbook", DOCTYPE + b"<workbook"),
            "refusée",
        ),
        (SHEET, lambda _was: b"<worksheet><", "abîmé"),
        (SHEET, lambda was: was.replace(b'r="1"', b'r="999999999999"'), "vide"),
        ("xl/workbook.xml", lambda _was: b"", "abîmé"),
    ],
    ids=["bomb", "path", "entities", "broken", "billion rows", "empty part"],
)
def test_a_hostile_workbook_is_refused(
    name: str, change: Callable[[bytes], bytes], reason: str
) -> None:
    assert read_table(GOOD).lines

    with pytest.raises(UnreadableFile, match=reason):
        read_table(_changed(GOOD, name, change))


def test_a_workbook_of_too_many_parts_is_refused() -> None:
    file = BytesIO(GOOD)
    with zipfile.ZipFile(file, "a") as archive:
        for number in range(1001):
            archive.writestr(f"xl/media/{number}", b"")

    with pytest.raises(UnreadableFile, match="trop gros"):
        read_table(file.getvalue())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a,b\n" + b"x" * 1_000_001 + b",1\n", "trop longue"),
        (b"a,b\n" + b"x,1\n" * 100_001, "100 000 lignes"),
        (b",".join([b"a"] * 501) + b"\nx\n", "500 colonnes"),
        (b"\x89PNG\r\n\x1a\n" + b"\0IHDR" * 50, "ni un CSV"),
        # Hours, were each of the digits tried against each of the others.
        (b"1" * 999_999 + b"x,b\n", "est vide"),
        (b"x" * 1_000_001 + b",b\n1,2\n", "trop longue"),
    ],
    ids=["cell", "lines", "columns", "picture", "digits", "header"],
)
def test_a_hostile_table_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read_table(content)


def test_a_reference_full_of_spaces_is_read_at_once() -> None:
    """Hours, were each of the spaces tried as the first before a new line."""
    assert values.sku("A" + " " * 900_000 + "B \r\n C") == "A BC"


def test_lines_that_end_as_on_old_machines_are_read() -> None:
    table = read_table(b"sku;name\rA1;Mug\r")

    assert (table.delimiter, table.lines[0].cells) == (";", {"sku": "A1", "name": "Mug"})


def _import(folder: Path, text: str, **columns: str) -> Report:
    file = folder / "a.csv"
    file.write_text(text, encoding="utf-8")
    return import_products(read_rows(file, columns=columns), name="a.csv")


@pytest.mark.django_db
def test_scripts_leave_nothing_behind(tmp_path: Path) -> None:
    _import(
        tmp_path,
        "ref,nom,texte,prix\nA,<b>Bol</b><script>alert(1)</script>,"
        "<p onclick=x()>Rond</p><svg onload=alert(2)>,9\n",
        sku="ref",
        name="nom",
        description="texte",
        price="prix",
    )

    bowl = Product.objects.get()
    assert (bowl.name, bowl.description, bowl.slug) == ("Bol", "Rond", "bol")


@pytest.mark.django_db
def test_what_a_scanner_or_a_spreadsheet_spoilt_is_mended_or_named(tmp_path: Path) -> None:
    report = _import(
        tmp_path,
        'ref;nom;ean;prix\nA;Bol;"éè-&àç\'(&àé)";9\nB;Plat;3,76012E+12;9\nC;Pot;"é""\'(-è_ç";9\n',
        sku="ref",
        name="nom",
        gtin="ean",
        price="prix",
    )

    reasons = [" ".join(line.reasons) for line in report.lines]
    assert "illisible" in reasons[0]
    assert "abîmé par un tableur" in reasons[1]
    assert (reasons[2], Variant.objects.get().gtin) == ("", "23456789")


@pytest.mark.django_db
def test_departments_below_departments_come_to_an_end(tmp_path: Path) -> None:
    path = " > ".join(f"rayon {n} {'x' * 100}" for n in range(100))

    report = _import(
        tmp_path,
        f"ref,nom,rayon,prix\nA,Bol,{path},9\n",
        sku="ref",
        name="nom",
        category="rayon",
        price="prix",
    )

    assert report.lines[0].reasons == []
    assert Product.objects.get().category.depth == 20


@pytest.mark.django_db
def test_only_addresses_of_the_web_are_noted(tmp_path: Path) -> None:
    addresses = [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "//x/y.jpg",
        "http://[::1",
        "ftp://a/b",
    ]
    _import(
        tmp_path,
        "ref,nom,image,prix\n" + "".join(f"R{n},P{n},{a},9\n" for n, a in enumerate(addresses)),
        sku="ref",
        name="nom",
        pictures="image",
        price="prix",
    )

    assert (Variant.objects.count(), ProductImage.objects.count()) == (5, 0)
    assert is_web_address("https://exemple.invalid/a.jpg")
