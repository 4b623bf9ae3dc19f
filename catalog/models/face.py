"""The picture that a line shows: of a cart, of a list."""

from django.db import models
from django.db.models.functions import Coalesce

from catalog.models.picture import ProductImage


def face_of_line() -> Coalesce:
    """Return the sizes of the picture of a line's variant, or of its product's first picture.

    For rows that have a `variant`; None where the product has no picture.
    """
    ready = ProductImage.objects.filter(
        status=ProductImage.Status.READY, product=models.OuterRef("variant__product")
    )
    any_face = ready.order_by("position", "pk").values("sizes")
    own_face = any_face.filter(variant=models.OuterRef("variant"))
    return Coalesce(models.Subquery(own_face[:1]), models.Subquery(any_face[:1]))
