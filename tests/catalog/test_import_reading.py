"""Files as spreadsheets leave them: what cannot be read is refused whole, with its reason (F84)."""

from pathlib import Path

import pytest

from catalog.imports.presets import read_rows
from catalog.imports.reading import UnreadableFile

TRAPS = Path(__file__).parent.parent / "data" / "woocommerce_fr_pieges_utf8_bom.csv"


def _write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_encodings_and_separators_are_guessed(tmp_path: Path, encoding: str, mark: str) -> None:
    lines = [["Handle", "Title", "Body (HTML)", "Variant SKU", "Variant Price"]]
    lines.append(["grès", "Bol en grès", "Émaillé.", "B", "29.50"])
    file = _write(tmp_path / "a.csv", "\r\n".join(mark.join(line) for line in lines), encoding)

    assert read_rows(file)[0].product.name == "Bol en grès"


def test_a_told_encoding_wins_and_a_wrong_one_is_named(tmp_path: Path) -> None:
    text = "Handle,Title,Variant Price\na,Café,3\n"
    file = _write(tmp_path / "a.csv", text, "cp850")

    assert read_rows(file, encoding="cp850")[0].product.name == "Café"
    with pytest.raises(UnreadableFile, match="utf-8"):
        read_rows(file, encoding="utf-8")
    with pytest.raises(UnreadableFile, match="Encodage inconnu"):
        read_rows(file, encoding="morse")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "vide"),
        ("Handle,Title,Variant Price\n", "vide"),
        ("Nom,Prénom\nJeanne,Brumelle\n", "aucune boutique connue"),
        ("Country Code,Rate %,Tax Name\nFR,20,TVA\n", "aucune boutique connue"),
    ],
)
def test_a_file_that_is_not_of_products_is_refused_whole(
    tmp_path: Path, text: str, reason: str
) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read_rows(_write(tmp_path / "a.csv", text))


def test_a_told_preset_asks_for_its_columns() -> None:
    with pytest.raises(UnreadableFile, match="Colonnes absentes\u00a0: handle, title"):
        read_rows(TRAPS, preset="shopify")


def test_a_line_is_numbered_as_an_editor_counts(tmp_path: Path) -> None:
    text = 'Handle,Title,Body (HTML),Variant Price\na,A,"deux\nlignes",3\n\nb,B,,4\n'

    assert [row.line for row in read_rows(_write(tmp_path / "a.csv", text))] == [2, 5]


def test_the_newer_headers_of_shopify_are_known(tmp_path: Path) -> None:
    text = "URL handle,Title,SKU,Price,Compare-at price,Inventory quantity\nbol,Bol,B,29,45,4\n"
    row = read_rows(_write(tmp_path / "a.csv", text))[0]

    assert (row.sku, str(row.price), row.stock) == ("B", "29.00", 4)
