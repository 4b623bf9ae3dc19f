"""Read one cell: a price, a stock, a weight, a barcode, as people and exports write them."""

import html
import re
from datetime import date
from decimal import Decimal, InvalidOperation

import nh3
from django.utils.dateparse import parse_date
from django.utils.text import slugify
from django.utils.translation import gettext as _
from stdnum import ean

from shop.money import rounded

_SPACES = str.maketrans("", "", " \t\u00a0\u202f\u2009'’€")
# What a scanner set to an English keyboard types on a French one.
_AZERTY = str.maketrans("&é\"'(-è_çà", "1234567890")
_ENDS_OF_BLOCKS = re.compile(r"(?i)<br\s*/?>|</(?:p|div|li|ul|ol|h[1-6]|tr|table|blockquote)>")
_HIGHEST_PRICE = Decimal(1_000_000)
_MOST_UNITS = 1_000_000


class BadValue(ValueError):
    """A cell cannot be understood; the message tells the merchant why."""


def text(cell: str) -> str:
    """Return one line of text: entities read, tags out, runs of spaces made one.

    >>> text("  Savon   surgras &amp; doux ")
    'Savon surgras & doux'
    """
    return _one_line(plain(cell).replace("\n", " "))


def plain(cell: str) -> str:
    """Return the text of a piece of HTML, a line for each block; scripts leave nothing behind.

    >>> plain("<p>Tourné.</p><script>alert(1)</script><ul><li>Grès</li></ul>")
    'Tourné.\\nGrès'
    """
    if not any(mark in cell for mark in "<&\\"):
        return _lines(cell)
    # Some exports write the two characters « \\n » for a new line.
    marked = _ENDS_OF_BLOCKS.sub("\n", cell.replace("\\n", "\n"))
    return _lines(html.unescape(nh3.clean(marked, tags=set())))


def sentence(words: str, longest: int) -> str:
    """Return the first sentence of a text, cut between two words where it is too long.

    >>> sentence("Grès émaillé, 30 cl. Tourné à la main.", 140)
    'Grès émaillé, 30 cl'
    """
    first = re.split(r"(?<=[.!?])\s", " ".join(words.split()), maxsplit=1)[0].rstrip(".")
    if len(first) <= longest:
        return first
    return first[: longest - 1].rsplit(" ", 1)[0] + "…"


def money(cell: str) -> Decimal:
    """Return a price in euros; raises BadValue for a word, nothing, or less than a cent.

    >>> money("24,90 €"), money("1 290,00"), money("1,290.00")
    (Decimal('24.90'), Decimal('1290.00'), Decimal('1290.00'))
    """
    amount = _number(cell, _("prix"), has_thousands=True)
    if amount <= 0:
        raise BadValue(_("prix nul ou négatif : « %s »") % cell.strip())
    if amount != rounded(amount):
        raise BadValue(_("prix à plus de deux décimales : « %s »") % cell.strip())
    if amount >= _HIGHEST_PRICE:
        raise BadValue(_("prix trop grand : « %s »") % cell.strip())
    return rounded(amount)


def stock(cell: str) -> int:
    """Return a number of units; raises BadValue for a word, a part or less than none."""
    count = _number(cell, _("stock"), has_thousands=False)
    if count < 0:
        raise BadValue(_("stock négatif : « %s »") % cell.strip())
    if count != int(count) or count > _MOST_UNITS:
        raise BadValue(_("stock illisible : « %s »") % cell.strip())
    return int(count)


def grams(cell: str, *, per_unit: int = 1) -> int:
    """Return a weight in grams, `per_unit` grams for one of the file's units.

    >>> grams("0,38", per_unit=1000)
    380
    """
    weight = _number(cell, _("poids"), has_thousands=False) * per_unit
    if not 0 <= weight <= _MOST_UNITS:
        raise BadValue(_("poids impossible : « %s »") % cell.strip())
    return round(weight)


def decimal(cell: str, what: str) -> Decimal:
    """Return a number that is not negative; raises BadValue."""
    number = _number(cell, what, has_thousands=False)
    if number < 0:
        raise BadValue(_("%(what)s négatif : « %(cell)s »") % {"what": what, "cell": cell.strip()})
    return number


def whole(cell: str, what: str) -> int:
    """Return a whole number that is not negative; raises BadValue."""
    number = decimal(cell, what)
    if number != int(number) or number > _MOST_UNITS:
        raise BadValue(
            _("%(what)s illisible : « %(cell)s »") % {"what": what, "cell": cell.strip()}
        )
    return int(number)


def day(cell: str) -> date | None:
    """Return a day written as databases do, or nothing.

    >>> day("2026-11-02 00:00:00"), day("bientôt")
    (datetime.date(2026, 11, 2), None)
    """
    try:
        return parse_date(cell.strip()[:10])
    except ValueError:
        return None


def sku(cell: str) -> str:
    """Return a reference on one line; raises BadValue for what a spreadsheet would run.

    >>> sku('AD-04\\r\\n-blue-OS'), sku('="00123"')
    ('AD-04-blue-OS', '00123')
    """
    code = re.sub(r'^="(.*)"$', r"\1", cell.strip())
    lines = re.split(r"[\r\n]", code)
    code = " ".join("".join(line.strip() for line in lines).split())
    if code.startswith(("=", "+", "-", "@")):
        raise BadValue(_("référence qui commence comme une formule : « %s »") % code)
    if len(code) > 80:
        raise BadValue(_("référence de plus de 80 caractères"))
    return code


def made_sku(*parts: str) -> str:
    """Make the same reference each time for goods that have none.

    >>> made_sku("classic-varsity-top", "Small")
    'CLASSIC-VARSITY-TOP-SMALL'
    """
    return slugify(" ".join(parts)).upper()[:80].rstrip("-")


def gtin(cell: str) -> str:
    """Return the digits of a barcode; raises BadValue for what a spreadsheet has spoilt.

    >>> gtin("çé-èà&")
    '926701'
    """
    code = re.sub(r'^="(.*)"$', r"\1", cell.strip())
    if re.fullmatch(r"\d+([.,]\d+)?[eE]\+?\d+", code):
        raise BadValue(
            _("code-barres abîmé par un tableur : « %s » (mettez la colonne au format texte)")
            % code
        )
    if re.search(r"[&é\"'(è_çà]", code):
        code = code.translate(_AZERTY)
    code = re.sub(r"[\s\u00a0-]", "", code)
    if not code.isascii() or not code.isdigit() or len(code) > 14:
        raise BadValue(_("code-barres illisible : « %s »") % cell.strip())
    # Spreadsheets drop the zeros in front.
    whole = [code.zfill(length) for length in (8, 12, 13, 14) if len(code) <= length]
    return next(filter(ean.is_valid, whole), code)


def is_gtin(code: str) -> bool:
    """Tell whether the last digit of a barcode agrees with the others."""
    return bool(ean.is_valid(code))


def _lines(words: str) -> str:
    lines = [_one_line(line) for line in words.splitlines()]
    return "\n".join(line for line in lines if line)


def _one_line(words: str) -> str:
    """Make runs of spaces one; the unbreakable spaces inside are typography and stay."""
    return re.sub(r"[ \t]+", " ", words).strip()


def _number(cell: str, what: str, *, has_thousands: bool) -> Decimal:
    digits = cell.translate(_SPACES).removesuffix("EUR")
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+,\d+", digits):
        digits = digits.replace(".", "")
    elif re.fullmatch(r"-?\d{1,3}(,\d{3})+\.\d+", digits):
        digits = digits.replace(",", "")
    elif has_thousands and re.fullmatch(r"-?\d{1,3}[.,]\d{3}", digits):
        raise BadValue(_("%(what)s ambigu : « %(cell)s »") % {"what": what, "cell": cell.strip()})
    try:
        number = Decimal(digits.replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or "e" in digits.casefold():
        raise BadValue(
            _("%(what)s illisible : « %(cell)s »") % {"what": what, "cell": cell.strip()}
        )
    return number
