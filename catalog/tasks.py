"""Background work of the catalogue: fetch a row by id and call; safe to run twice."""

import time

from celery import shared_task

from catalog.flows.fetch_picture import fetch_picture as fetch
from catalog.models import ProductImage
from catalog.pictures import refine

# Below the time that a task may take; what is left waits for the next beat.
MOST_SECONDS = 200
# Below the time between two beats: a second task would do the same pictures again.
MOST_SECONDS_TO_REFINE = 50


@shared_task
def fetch_picture(picture_id: int) -> None:
    """Fetch one picture and make its sizes."""
    fetch(ProductImage.objects.get(pk=picture_id))


@shared_task
def fetch_pictures() -> None:
    """Fetch the pictures that imports left as addresses, the oldest first."""
    deadline = time.monotonic() + MOST_SECONDS
    for picture in ProductImage.objects.filter(status=ProductImage.Status.PENDING).order_by("pk"):
        if time.monotonic() > deadline:
            break
        fetch(picture)


@shared_task
def refine_pictures() -> None:
    """Make the lighter sizes of the pictures that lack them, the oldest first."""
    deadline = time.monotonic() + MOST_SECONDS_TO_REFINE
    for picture in ProductImage.objects.to_refine().order_by("pk").iterator(chunk_size=20):
        if time.monotonic() > deadline:
            break
        refine(picture)
