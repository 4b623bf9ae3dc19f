"""Names of the countries that a French shop delivers to."""

from django.utils.translation import gettext_lazy as _

COUNTRIES = {
    "FR": _("France métropolitaine"),
    "AD": _("Andorre"),
    "AT": _("Autriche"),
    "BE": _("Belgique"),
    "CH": _("Suisse"),
    "DE": _("Allemagne"),
    "DK": _("Danemark"),
    "ES": _("Espagne"),
    "FI": _("Finlande"),
    "GB": _("Royaume-Uni"),
    "IE": _("Irlande"),
    "IT": _("Italie"),
    "LU": _("Luxembourg"),
    "MC": _("Monaco"),
    "NL": _("Pays-Bas"),
    "PL": _("Pologne"),
    "PT": _("Portugal"),
    "SE": _("Suède"),
}


def country_choices(codes: list[str]) -> list[tuple[str, str]]:
    """Return countries to choose from, France first; a code without a name shows itself."""
    ordered = sorted(set(codes) or {"FR"}, key=lambda code: (code != "FR", code))
    return [(code, str(COUNTRIES.get(code, code))) for code in ordered]
