"""What staff do with several products at once, each by the site's own flow."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.flows.publish_product import NotReady, publish_product
from catalog.flows.unpublish_product import unpublish_product
from catalog.models import Product, ProductImage, Variant
from shop.queue import enqueue

# What an address can carry.
MOST_IN_ADDRESS = 100


@admin.action(description=gettext_lazy("Publier"), permissions=["change"])
def publish(_admin: Any, request: HttpRequest, queryset: QuerySet[Product]) -> None:
    """Publish what is ready, and say of the rest what it lacks."""
    done = 0
    for product in queryset:
        try:
            publish_product(product, actor=request.user)  # type: ignore[arg-type]
            done += 1
        except NotReady as refusal:
            told = _("%(name)s n'est pas publié. À compléter : %(reasons)s.")
            reasons = ", ".join(refusal.reasons)
            messages.warning(request, told % {"name": product, "reasons": reasons})
    if done:
        messages.success(request, _("%d produit(s) publié(s).") % done)


@admin.action(description=gettext_lazy("Retirer de la vente"), permissions=["change"])
def unpublish(_admin: Any, request: HttpRequest, queryset: QuerySet[Product]) -> None:
    """Make drafts again."""
    for product in queryset:
        unpublish_product(product, actor=request.user)  # type: ignore[arg-type]
    messages.success(request, _("%d produit(s) retiré(s) de la vente.") % len(queryset))


@admin.action(description=gettext_lazy("Prévoir une offre"), permissions=["view"])
def plan_offer(
    _admin: Any, request: HttpRequest, queryset: QuerySet[Product]
) -> HttpResponseRedirect:
    """Begin offers with the references of what was chosen; planning asks for its own right."""
    skus = Variant.objects.filter(product__in=queryset).values_list("sku", flat=True)
    if len(skus) > MOST_IN_ADDRESS:
        told = _("%d références au plus d'ici ; au-delà, choisissez un rayon.")
        messages.warning(request, told % MOST_IN_ADDRESS)
    chosen = urlencode({"references": ",".join(skus[:MOST_IN_ADDRESS])})
    return redirect(f"{reverse('admin:catalog_offer_add')}?{chosen}")


@admin.action(
    description=gettext_lazy("Chercher à nouveau les images manquantes"), permissions=["change"]
)
def fetch_again(_admin: Any, request: HttpRequest, queryset: QuerySet[Product]) -> None:
    """Ask the worker for the pictures that could not be had."""
    missing = ProductImage.Status.MISSING
    lost = list(ProductImage.objects.filter(product__in=queryset, status=missing))
    for picture in lost:
        picture.move_to(ProductImage.Status.PENDING, error="")
    enqueue("catalog.tasks.fetch_pictures")
    messages.success(request, _("%d image(s) demandée(s) à nouveau.") % len(lost))
