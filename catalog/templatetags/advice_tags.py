"""What a product's page shows of guides, and of questions with their answers."""

from typing import Any

from django import template

from catalog.models import Product

register = template.Library()
SHOWN = 3


@register.inclusion_tag("catalog/guides/_of_product.html")
def guides_of(product: Product) -> dict[str, Any]:
    """List the guides that speak of a product found by `around`."""
    return {"guides": product.advice}


@register.inclusion_tag("catalog/_questions.html")
def questions_of(product: Product) -> dict[str, Any]:
    """Show the latest answers about a product, and take a question."""
    answered = list(product.questions.all().published()[: SHOWN + 1])
    return {"product": product, "answered": answered[:SHOWN], "has_more": len(answered) > SHOWN}
