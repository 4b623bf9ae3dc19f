"""An act of staff on an order: a page that asks once, then calls a flow of the site."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from checkout.flows.perform_service import BegunTooEarly
from checkout.flows.ship_order import ConfirmationNotSent
from checkout.models import Order, RefundTooLarge
from shop.models import User
from shop.states import IllegalMove

PERMISSION = "checkout.change_order"


@dataclass(frozen=True)
class Act:
    """One thing that staff can do: its address, its words, when, with what form, and how."""

    name: str
    slug: str
    label: Promise
    warning: Promise
    is_possible: Callable[[Order], bool]
    form: Callable[..., forms.Form]
    run: Callable[[Order, dict[str, Any], User], None]
    is_main: bool = False

    def view(self, model_admin: ModelAdmin[Order]) -> Callable[..., HttpResponse]:
        """Return the page that asks, and does it when posted."""

        def page(request: HttpRequest, pk: int) -> HttpResponse:
            if not request.user.has_perm(PERMISSION):
                raise PermissionDenied
            order = get_object_or_404(Order.objects.with_facts(), pk=pk)
            form = self.form(request.POST if request.method == "POST" else None, order=order)
            if request.method == "POST" and form.is_valid() and self._done(request, order, form):
                return redirect(reverse("admin:checkout_order_change", args=[pk]))
            context = {**model_admin.admin_site.each_context(request), "order": order}
            context |= {"act": self, "form": form, "title": self.label, "opts": Order._meta}
            return render(request, "admin/checkout/order/act.html", context)

        return page

    def _done(self, request: HttpRequest, order: Order, form: forms.Form) -> bool:
        try:
            self.run(order, form.cleaned_data, request.user)  # type: ignore[arg-type]
        except (IllegalMove, RefundTooLarge):
            message = _("La commande a changé entre-temps : rien n'a été fait.")
            messages.error(request, message)
        except ConfirmationNotSent:
            message = _("La confirmation n'est pas encore partie : donnez une raison d'expédier.")
            form.add_error(None, message)
            return False
        except BegunTooEarly:
            message = _(
                "Le client n'a pas demandé que cette prestation commence avant la fin du délai de "
                "rétractation : donnez une raison. S'il se rétracte, rien ne sera dû."
            )
            form.add_error("override", message)
            return False
        else:
            messages.success(request, _("C'est fait."))
        return True
