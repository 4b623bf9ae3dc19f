"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from shop.checks import refuse_unsafe_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
refuse_unsafe_settings()
