"""The online withdrawal function (C. conso. L221-21, D221-5): declare, confirm, keep the receipt.

It works without an account, a cookie or JavaScript. Page one checks; page two holds the declaration
in one hidden field that is signed, with a random token; its button is the act.

The two pages are exempt from the CSRF check, which rests on a cookie. Nothing is lost: neither
uses the visitor's rights to write anything. What is written is the signed declaration, whole; who
tricks a browser into sending one could as well send it alone, and a second sending of the same
one, by its token, writes nothing.
"""

import secrets
from datetime import timedelta
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from checkout.models import Order
from returns import wording
from returns.access import number_asked, order_asked, receipt_key, withdrawal_opened_by
from returns.flows.declare_withdrawal import Declaration, declare_withdrawal
from returns.forms import WithdrawalForm
from returns.models import Withdrawal
from shop.limits import allows
from shop.network import client_network
from shop.pdf import html_to_pdf

SALT = "returns.declaration"
# Far above what a household or an office declares; a program stops here.
MOST = 20


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: HttpRequest) -> HttpResponse:
    """Ask for the three data, prefilled when known; page two follows when they are right."""
    order = order_asked(request)
    if request.method != "POST":
        return _page_one(request, WithdrawalForm(order=order, initial=_known(request, order)))
    if "correct" in request.POST:
        typed = _unsigned(request.POST["correct"])
        return _page_one(request, WithdrawalForm(order=order, initial=_as_typed(typed)))
    form = WithdrawalForm(request.POST, order=order)
    if not form.is_valid():
        return _page_one(request, form)
    return _page_two(request, _declaration(form, order))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirmation(request: HttpRequest) -> HttpResponse:
    """Make the declaration that page two showed, and lead to its receipt."""
    if request.method != "POST":
        return redirect("returns:withdrawal")
    declaration = _unsigned(request.POST.get("declaration", ""))
    if declaration is None:
        return _page_one(request, WithdrawalForm(), is_lost=True, status=400)
    if not _is_allowed(request, declaration):
        return _page_two(request, declaration, is_too_many=True, status=429)
    declared = declare_withdrawal(declaration, language=get_language() or "fr")
    return redirect("returns:receipt", receipt_key(declared))


@require_safe
def receipt(request: HttpRequest, key: str) -> HttpResponse:
    """Show the receipt of a declaration to whoever made it."""
    return render(request, "returns/receipt.html", {**_receipt(key), "key": key})


@require_safe
def receipt_pdf(request: HttpRequest, key: str) -> HttpResponse:
    """Give the receipt as a PDF to keep."""
    context = _receipt(key)
    reference = context["withdrawal"].reference
    html = render_to_string("returns/receipt_pdf.html", context, request)
    title = _("Accusé de réception de votre rétractation")
    pdf = html_to_pdf(html, title=title, lang=get_language() or "fr", footer=reference)
    response = HttpResponse(pdf, "application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{reference}.pdf"'
    return response


def _page_one(
    request: HttpRequest, form: WithdrawalForm, *, is_lost: bool = False, status: int = 200
) -> HttpResponse:
    context = {"form": form, "is_lost": is_lost}
    return render(request, "returns/withdrawal.html", context, status=status)


def _page_two(
    request: HttpRequest, declaration: Declaration, *, is_too_many: bool = False, status: int = 200
) -> HttpResponse:
    context = {
        "declaration": declaration,
        "signed": signing.dumps(declaration, salt=SALT, compress=True),
        "is_too_many": is_too_many,
    }
    return render(request, "returns/confirmation.html", context, status=status)


def _known(request: HttpRequest, order: Order | None) -> dict[str, Any]:
    if order:
        name = order.buyer.name
        return {"name": name, "contract": order.number, "email": order.email}
    known = {"contract": number_asked(request)}
    if request.user.is_authenticated:
        known |= {"name": request.user.name, "email": request.user.email}
    return known


def _declaration(form: WithdrawalForm, order: Order | None) -> Declaration:
    typed = {name: form.cleaned_data[name] for name in ("name", "contract", "email")}
    return Declaration(
        **typed,
        text=wording.declaration_text(**typed, order=order, chosen=form.chosen()),
        form_token=secrets.token_urlsafe(32),
        order_number=order.number if order else "",
        chosen=tuple((line.pk, quantity) for quantity, line in form.chosen()),
    )


def _unsigned(signed: str) -> Declaration | None:
    # Signed without an end: who leaves page two open overnight still confirms in the morning.
    try:
        return Declaration(*signing.loads(signed, salt=SALT))
    except (signing.BadSignature, TypeError):
        return None


def _as_typed(declaration: Declaration | None) -> dict[str, Any]:
    if declaration is None:
        return {}
    lines = {f"line_{pk}": True for pk, _quantity in declaration.chosen}
    quantities = {f"quantity_{pk}": quantity for pk, quantity in declaration.chosen}
    return {**declaration._asdict(), **lines, **quantities}


def _is_allowed(request: HttpRequest, declaration: Declaration) -> bool:
    if Withdrawal.objects.filter(form_token=declaration.form_token).exists():
        return True
    who = client_network(request)
    return allows("withdrawal", who, most=MOST, per=timedelta(hours=1))


def _receipt(key: str) -> dict[str, Any]:
    found = withdrawal_opened_by(key)
    if found is None:
        raise Http404
    return {"withdrawal": found, "steps": wording.next_steps(found)}
