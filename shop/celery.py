"""The Celery application and the whole schedule of what runs by itself."""

import os
from datetime import timedelta

from celery import Celery
from celery.schedules import crontab
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

# The broker that needs no server (settings.CELERY_BROKER_URL).
TRANSPORT_ALIASES["folder"] = "shop.broker:Transport"

app = Celery("comptoir")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

MINUTE = timedelta(minutes=1)

# Each entry pulls what is due: run twice, late or never, it does no harm (docs/decisions/0001).
app.conf.beat_schedule = {
    "send what is due": {
        "task": "shop.tasks.send_due_messages",
        "schedule": timedelta(seconds=10),
    },
    "free the holds that ended": {"task": "cart.tasks.release_lapsed_holds", "schedule": MINUTE},
    "render the documents of contracts": {
        "task": "checkout.tasks.render_documents",
        "schedule": MINUTE,
    },
    "ask the provider about pending payments": {
        "task": "checkout.tasks.reconcile_payments",
        "schedule": timedelta(minutes=5),
    },
    "apply the provider's events": {
        "task": "checkout.tasks.apply_payment_events",
        "schedule": MINUTE,
    },
    "cancel the orders not paid in time": {
        "task": "checkout.tasks.cancel_overdue_orders",
        "schedule": MINUTE,
    },
    "send the refunds": {"task": "checkout.tasks.send_refunds", "schedule": MINUTE},
    "fetch the pictures of imports": {
        "task": "catalog.tasks.fetch_pictures",
        "schedule": timedelta(minutes=5),
    },
    "go on with forsaken imports": {
        "task": "catalog.tasks.take_up_imports",
        "schedule": MINUTE,
    },
    "erase the files of imports": {
        "task": "catalog.tasks.erase_imports",
        "schedule": crontab(hour=3, minute=20),
    },
    "make pictures lighter": {"task": "catalog.tasks.refine_pictures", "schedule": MINUTE},
    "tell who waits for stock": {
        "task": "catalog.tasks.tell_back_in_stock",
        "schedule": timedelta(minutes=5),
    },
    # By day alone: nobody is woken by a price.
    "tell the news of favourites": {
        "task": "catalog.tasks.tell_favourites",
        "schedule": crontab(minute=20, hour="8-20"),
    },
    "forget what visitors left": {
        "task": "catalog.tasks.forget_visitors",
        "schedule": crontab(minute=40),
    },
    "take up the prices written by hand": {
        "task": "catalog.tasks.take_up_bypasses",
        "schedule": MINUTE,
    },
    "forget the addresses of askers": {
        "task": "catalog.tasks.forget_askers",
        "schedule": crontab(minute=50),
    },
    "index what search was not told of": {
        "task": "catalog.tasks.sweep_search",
        "schedule": MINUTE,
    },
    "count the words of search": {
        "task": "catalog.tasks.rebuild_search",
        "schedule": crontab(hour=4, minute=10),
    },
    "settle what time changed in lists": {
        "task": "catalog.tasks.settle_lists",
        "schedule": MINUTE,
    },
    "write the feed of the goods": {
        "task": "catalog.tasks.write_feeds",
        "schedule": crontab(minute=17),
    },
    "verify the invariants": {
        "task": "shop.tasks.verify_invariants",
        "schedule": crontab(minute=7),
    },
}
