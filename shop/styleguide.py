"""Every component on one page, in both themes: what a change of style is looked at on."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


class SampleForm(forms.Form):
    """One field of each kind."""

    email = forms.EmailField(
        label="Adresse e-mail",
        help_text="Pour la confirmation et le suivi de votre commande.",
        error_messages={"required": "Saisissez votre adresse e-mail, par exemple nom@exemple.fr"},
    )
    postcode = forms.CharField(label="Code postal")
    city = forms.CharField(label="Ville")
    country = forms.ChoiceField(
        label="Pays", choices=[("FR", "France métropolitaine"), ("BE", "Belgique")]
    )
    message = forms.CharField(label="Message", required=False, widget=forms.Textarea)
    moment = forms.ChoiceField(
        label="Quand vous appeler ?",
        choices=[("am", "Le matin"), ("pm", "L'après-midi")],
        widget=forms.RadioSelect,
    )
    letter = forms.BooleanField(
        label="Je souhaite recevoir la lettre de la maison (une par mois).", required=False
    )


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the components with sample values."""
    return render(request, "styleguide.html", {"themes": [_sample("light"), _sample("dark")]})


def _sample(theme: str) -> dict[str, Any]:
    values = {"postcode": "69003", "city": "Lyon", "country": "FR", "moment": "am"}
    return {
        "name": theme,
        "form": SampleForm(values, auto_id=f"{theme}_%s"),
        "amount": Decimal("24.90"),
        "was": Decimal(99),
        "cut": Decimal(79),
        "rows": [
            {"label": "Sous-total (3 articles)", "amount": Decimal("101.80")},
            {"label": "Livraison estimée", "hint": "Point relais, mar. 24 nov.", "text": "Offerte"},
        ],
        "total": Decimal("101.80"),
        "taxes": [{"rate": Decimal(20), "amount": Decimal("16.97")}],
        "steps": _timeline(),
        "page": Paginator(range(61), 24).page(2),
        "address": {"lines": ["Julie Martin", "3 rue des Lilas", "69003 Lyon"]},
    }


def _timeline() -> list[dict[str, Any]]:
    now = timezone.now()
    return [
        {"name": "Commande reçue", "state": "done", "at": now},
        {"name": "Paiement accepté", "state": "done", "at": now},
        {"name": "En préparation", "state": "current", "note": "Départ prévu demain."},
        {"name": "Expédiée", "state": "todo"},
        {"name": "Livrée", "state": "todo"},
    ]
