"""A demo shop of its own, in production settings, in a folder that goes with the process.

Importing it sets Django up; it comes before any import of the shop. DATABASE_URL, if set, must name
a database that is yours to throw away.
"""

import os
import tempfile

import django

FOLDER = tempfile.TemporaryDirectory(prefix="comptoir-bench-")
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "shop.settings",
    "VAR_DIR": FOLDER.name,
    "STATIC_ROOT": os.path.join(FOLDER.name, "static"),
    "SECRET_KEY": "only-for-this-benchmark-" * 3,
    "SITE_URL": "http://127.0.0.1:8000",
    "DEBUG": "0",
    "STRIPE_FAKE": "0",
    "LOG_LEVEL": "ERROR",
}
os.mkdir(os.environ["STATIC_ROOT"])
django.setup()
