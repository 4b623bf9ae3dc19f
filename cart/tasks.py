"""What runs by itself for carts."""

from celery import shared_task

from cart.flows.release_lapsed import release_lapsed


@shared_task
def release_lapsed_holds() -> int:
    """Tidy up the holds that have ended; returns how many carts had one."""
    return release_lapsed()
