"""The site: settings and addresses on top, foundations (money, states, calendar…) below.

Foundations import nothing of the apps; `shop.urls`, `shop.views`, `shop.admin`, `shop.demo` and the
commands stand above every app and may import them all. `architecture` is drawn in the README.
"""

# Celery's own habit: every process that can enqueue a task knows the broker.
from shop.celery import app as celery_app

__all__ = ["celery_app"]
