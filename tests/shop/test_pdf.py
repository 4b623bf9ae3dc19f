from datetime import date
from io import BytesIO

import pytest
import time_machine
from pypdf import PdfReader
from weasyprint.urls import FatalURLFetchingError

from shop.demo.legal import TEXTS
from shop.legal.documents import pdf_of
from shop.legal.texts import LegalContext
from shop.models import LegalText
from shop.pdf import html_to_pdf
from tests import make

HTML = "<h2>L’été à l’œuvre</h2><p>Vous rétracter : « 24,90 € », <strong>ça</strong> suffit.</p>"


def read(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_a_pdf_says_what_its_html_says() -> None:
    text = read(html_to_pdf(HTML, title="Conditions générales", footer="Maison Brumelle"))

    assert "Conditions générales" in text
    assert "L’été à l’œuvre" in text
    assert "Vous rétracter : « 24,90 € », ça suffit." in text
    assert "Maison Brumelle" in text
    assert "page 1/1" in text


def test_a_pdf_is_tagged_and_names_its_language_and_title() -> None:
    """R77."""
    pdf = PdfReader(BytesIO(html_to_pdf(HTML, title="Conditions générales")))

    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/Lang"] == "fr"
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Conditions générales"
    assert pdf.pages[0].mediabox[2:] == pytest.approx([595.28, 841.89], abs=0.1)


def test_a_pdf_carries_the_fonts_of_the_shop() -> None:
    pdf = PdfReader(BytesIO(html_to_pdf(HTML, title="Conditions générales")))

    fonts = {font["/BaseFont"] for font in pdf.pages[0]["/Resources"]["/Font"].values()}
    assert {name.split("+")[-1].rstrip("-") for name in fonts} >= {"Young-Serif"}
    assert any("Figtree" in name for name in fonts)


def test_the_same_words_make_the_same_bytes() -> None:
    first = html_to_pdf(HTML, title="A", footer="B")

    with time_machine.travel("2027-01-01T00:00:00Z"):
        assert html_to_pdf(HTML, title="A", footer="B") == first
    assert html_to_pdf(HTML, title="A", footer="C") != first


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/pixel.png",
        "file:///etc/hostname",
        "data:image/png;base64,AAAA",
    ],
)
def test_a_pdf_fetches_nothing(address: str) -> None:
    with pytest.raises(FatalURLFetchingError):
        html_to_pdf(f'<img src="{address}" alt="">', title="A")


@pytest.mark.django_db
@pytest.mark.parametrize("code", [text.code for text in TEXTS])
def test_each_demo_text_prints(code: str) -> None:
    """R8, R15."""
    text = next(text for text in TEXTS if text.code == code)
    row = LegalText.publish(
        code, text.version, title=text.title, body=text.body, valid_from=text.valid_from
    )
    shop_now = LegalContext(make.merchant(), on=date(2026, 11, 22))

    pdf = pdf_of(row, shop_now)

    words = " ".join(read(pdf).split())
    assert f"Maison Brumelle SARL — {' '.join(text.title.split())}, version 2026-11-01" in words
    assert pdf_of(row, shop_now) == pdf
