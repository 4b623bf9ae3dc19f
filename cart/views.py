"""The cart page, and what its forms ask for."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import wraps

from django.contrib import messages
from django.core import signing
from django.core.exceptions import BadRequest
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cart import words
from cart.browser import cart_of, cart_shown, open_cart, remember
from cart.flows.accept_changes import accept_changes
from cart.flows.add_line import Added, add_line
from cart.flows.add_wishlist import add_wishlist
from cart.flows.change_quantity import Changed, LineGone, change_quantity
from cart.flows.extend_hold import HoldEnded, LongestHoldReached, extend_hold
from cart.flows.hold_cart import hold_cart
from cart.forms import AddForm, ExtensionForm, QuantityForm, read_undo_token, undo_token
from cart.models import Cart, CartClosed, CartLine
from cart.models.cart import UNITS_PER_CART
from catalog.browser import lists_of
from catalog.models import OutOfStock
from shop.origin import from_our_pages

DOUBLE_CLICK = timedelta(seconds=2)


@require_safe
def cart(request: HttpRequest) -> HttpResponse:
    """Show what is held and until when, what changed since, and what it costs."""
    context = {"cart": cart_shown(request), "units_per_cart": UNITS_PER_CART}
    return render(request, "cart/cart.html", context)


@from_our_pages
@require_POST
def lines(request: HttpRequest) -> HttpResponse:
    """Put an article in the cart, or back in it."""
    form = AddForm(_fields_to_add(request))
    if not form.is_valid():
        messages.error(request, _first_error(form))
        return redirect(form.cleaned_data.get("variant") or "cart:cart")
    variant = form.cleaned_data["variant"]
    try:
        with transaction.atomic():  # a refusal leaves no empty cart behind
            found = open_cart(request)
            typed = form.cleaned_data
            added = add_line(found, **typed, double_click=DOUBLE_CLICK, is_claimed=True)
    except OutOfStock:
        messages.error(request, words.out_of_stock(variant))
        return redirect(variant)
    except CartClosed:
        return _already_ordered(request)
    _tell_added(request, added)
    return remember(redirect("cart:cart"), found)


@from_our_pages
@require_POST
def favourites(request: HttpRequest) -> HttpResponse:
    """Put all that one of the visitor's lists holds in the cart, as far as it can be had."""
    asked = request.POST.get("list", "")
    wishlist = next((mine for mine in lists_of(request) if str(mine.pk) == asked), None)
    if wishlist is None:
        raise Http404
    try:
        with transaction.atomic():
            found = open_cart(request)
            poured = add_wishlist(found, wishlist)
            if not found.lines.exists():
                transaction.set_rollback(True)  # no empty cart is left behind
    except CartClosed:
        return _already_ordered(request)
    for level, text in words.poured(poured):
        messages.add_message(request, level, text)
    if not poured.there:
        return redirect(wishlist)
    return remember(redirect("cart:cart"), found)


def _on_the_cart(view: Callable[..., None]) -> Callable[..., HttpResponse]:
    """Give a view the browser's cart, and lead back to its page whatever comes of it."""

    @require_POST
    @wraps(view)
    def act(request: HttpRequest, **kwargs: int) -> HttpResponse:
        found = cart_of(request)
        if found is None:
            return redirect("cart:cart")
        try:
            view(request, found, **kwargs)
        except CartClosed:
            return _already_ordered(request)
        return remember(redirect("cart:cart"), found)

    return act


@_on_the_cart
def line(request: HttpRequest, found: Cart, pk: int) -> None:
    """Change how many a line counts, or take it out."""
    if "remove" not in request.POST and "quantity" not in request.POST:
        raise BadRequest
    form = QuantityForm({"quantity": 0} if "remove" in request.POST else request.POST)
    wanted = _line(found, pk)
    if not form.is_valid():
        messages.error(request, _first_error(form))
    elif wanted is None:
        messages.info(request, words.gone())
    else:
        _change(request, wanted, form.cleaned_data["quantity"])


@_on_the_cart
def extension(request: HttpRequest, found: Cart) -> None:
    """Prolong the hold."""
    form = ExtensionForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    try:
        extend_hold(found, seen=form.cleaned_data["seen"])
    except HoldEnded:
        messages.warning(request, words.hold_ended())
    except LongestHoldReached:
        messages.warning(request, words.longest_hold(found))
    else:
        messages.success(request, words.prolonged(found))


@_on_the_cart
def hold(request: HttpRequest, found: Cart) -> None:
    """Hold again what the cart wants, as far as it is still there."""
    for text in words.adjusted(hold_cart(found)):
        messages.warning(request, text)
    if found.holds_something:
        messages.success(request, words.held(found))
    else:
        messages.error(request, words.nothing_held())


@_on_the_cart
def changes(request: HttpRequest, found: Cart) -> None:
    """Take note of the prices and quantities that changed."""
    for text in words.adjusted(accept_changes(found)):
        messages.info(request, text)


def _fields_to_add(request: HttpRequest) -> Mapping[str, str]:
    try:
        if "undo" in request.POST:
            return read_undo_token(request.POST["undo"])
    except signing.BadSignature:
        raise BadRequest from None
    if "variant" not in request.POST:
        raise BadRequest
    return request.POST


def _first_error(form: Form) -> str:
    return str(next(iter(form.errors.values()))[0])


def _tell_added(request: HttpRequest, added: Added) -> None:
    if added.quantity < added.wanted:
        messages.warning(request, words.lowered(added.line))
    else:
        messages.success(request, words.added(added.line))


def _line(found: Cart, pk: int) -> CartLine | None:
    line = CartLine.objects.filter(pk=pk).first()
    if line and line.cart_id != found.pk:
        raise Http404
    return line


def _change(request: HttpRequest, line: CartLine, quantity: int) -> None:
    try:
        changed = change_quantity(line, quantity)
    except LineGone:
        messages.info(request, words.gone())
    except OutOfStock:
        messages.error(request, words.out_of_stock(line.variant))
    else:
        _tell_changed(request, changed)


def _tell_changed(request: HttpRequest, changed: Changed) -> None:
    if not changed.quantity:
        facts = {"text": words.removed(changed.line), "token": undo_token(changed.line)}
        messages.success(request, render_to_string("cart/_removed.html", facts))
    elif changed.quantity < changed.wanted:
        messages.warning(request, words.lowered(changed.line))


def _already_ordered(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("Ce panier est déjà devenu une commande."))
    return redirect("cart:cart")
