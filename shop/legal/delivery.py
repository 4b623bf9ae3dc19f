"""The table of delivery modes, from the same rows as the checkout's (R2, R7)."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_NO_ROW = (
    "Les modes de livraison, leurs destinations, leurs délais et leurs prix sont affichés dans le "
    "panier, avant toute commande."
)


class DeliveryRow(TypedDict):
    """One line of the table, in the words that a customer reads."""

    name: str
    zone: str
    delay: str
    price: str
    free_from: NotRequired[str]


def delivery_table(rows: Sequence[DeliveryRow]) -> SafeString:
    """Return the rows as an HTML table; without a row, where to read them."""
    if not rows:
        return format_html("<p>{}</p>", _NO_ROW)
    lines = format_html_join(
        "\n",
        '<tr><th scope="row">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>',
        ((row["name"], row["zone"], row["delay"], _price(row)) for row in rows),
    )
    return format_html(
        '<table class="table delivery">\n<caption>Modes de livraison</caption>\n<thead><tr>'
        '<th scope="col">Mode</th><th scope="col">Destinations</th>'
        '<th scope="col">Délai</th><th scope="col">Prix TTC</th>'
        "</tr></thead>\n<tbody>\n{}\n</tbody>\n</table>",
        lines,
    )


def _price(row: DeliveryRow) -> str:
    free_from = row.get("free_from")
    return f"{row['price']} (offert dès {free_from} d’achat)" if free_from else row["price"]
