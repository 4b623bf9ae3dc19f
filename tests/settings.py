"""The shop's settings, for tests: a fast hasher, and files, addresses and a queue of their own.

The environment is set before the shop's own settings read it, so that every setting that follows
from another (the CSP from the fake's address, say) follows here too, and so that a worker process
started by a test finds the same shop. Each xdist worker is a process and gets its own.
"""

import atexit
import os
import shutil
import tempfile

from tests.ports import free_port

_var = tempfile.mkdtemp(prefix="comptoir-tests-")
atexit.register(shutil.rmtree, _var, ignore_errors=True)
_site = f"127.0.0.1:{free_port()}"
os.environ |= {
    "VAR_DIR": _var,
    "STATIC_ROOT": tempfile.mkdtemp(dir=_var),
    "SITE_URL": f"http://{_site}",
    "DJANGO_LIVE_TEST_SERVER_ADDRESS": _site,
    "STAFF_MFA_REQUIRED": "0",
    "STRIPE_FAKE": "1",
    "STRIPE_FAKE_PORT": str(free_port()),
    "QUEUE_NAME": f"tests-{os.getpid()}",
}

from shop.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, since the worker of a live shop is another process.
    DATABASES["default"]["TEST"] = {"NAME": f"{_var}/test.sqlite3"}  # noqa: F405
