"""Writing to the shop."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from aftersales.access import case_key, case_opened_by
from aftersales.flows.open_case import open_case
from aftersales.forms import ContactForm
from aftersales.models import Case
from shop.limits import allows
from shop.network import client_network

MOST = 5


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Answer the common questions, and take the others."""
    if request.method != "POST":
        return _page(request, ContactForm(initial=_known(request)))
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    if not _is_allowed(request, form.cleaned_data["form_token"]):
        return _page(request, form, is_too_many=True, status=429)
    typed = {name: form.cleaned_data[name] for name in ("topic", "email", "message", "form_token")}
    number = form.cleaned_data["order_number"]
    case = open_case(**typed, order_number=number, language=get_language() or "fr")
    return redirect("aftersales:thanks", case_key(case))


@require_safe
def thanks(request: HttpRequest, key: str) -> HttpResponse:
    """Say that the message has arrived, and when it will be answered."""
    case = case_opened_by(key)
    if case is None:
        raise Http404
    return render(request, "aftersales/thanks.html", {"case": case})


def _page(
    request: HttpRequest, form: ContactForm, *, is_too_many: bool = False, status: int = 200
) -> HttpResponse:
    context = {"form": form, "is_too_many": is_too_many}
    return render(request, "aftersales/contact.html", context, status=status)


def _known(request: HttpRequest) -> dict[str, str]:
    known = {"topic": request.GET.get("sujet", ""), "order_number": request.GET.get("commande", "")}
    if request.user.is_authenticated:
        known["email"] = request.user.email
    return known


def _is_allowed(request: HttpRequest, form_token: str) -> bool:
    if Case.objects.filter(form_token=form_token).exists():
        return True
    return allows("contact", client_network(request), most=MOST, per=timedelta(hours=1))
