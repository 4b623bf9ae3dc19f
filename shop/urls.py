"""Every address of the site; the only place that lists the apps' addresses.

French stands without a prefix, so that anonymous pages are the same for everybody; English stands
below /en/.
"""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from catalog.views import feeds, robots, sitemap
from checkout.models import DeliveryMethod
from checkout.views.webhook import stripe_webhook
from shop import dev, views
from shop.legal.views import legal_pdf, legal_text
from shop.styleguide import styleguide

# The terms of sale tell what the checkout offers, from the same rows.
rows = {"delivery_rows": DeliveryMethod.objects.legal_rows}
site_patterns = (
    [
        path("", views.home, name="home"),
        path("desinscription/<str:key>/", views.stop, name="stop"),
        path("pages/<slug:slug>/", legal_text, rows, name="legal_text"),
        path("pages/<slug:slug>/pdf/", legal_pdf, rows, name="legal_pdf"),
    ],
    "shop",
)

dev_patterns = (
    [
        path("messages/", dev.messages, name="messages"),
        path("messages/<int:pk>/", dev.message, name="message"),
        path("messages/<int:pk>/html/", dev.message_html, name="message_html"),
        path("messages/<int:pk>/<int:position>/", dev.attachment, name="attachment"),
    ],
    "dev",
)

# What machines ask for; one address whatever the language.
machine_patterns = (
    [
        path("sitemap.xml", sitemap.index, name="sitemap"),
        path("sitemap-<slug:section>-<int:number>.xml", sitemap.section, name="sitemap_section"),
        path("robots.txt", robots.robots, name="robots"),
        path("flux/google.xml", feeds.merchant, name="merchant_feed"),
        path("nouveautes.atom", feeds.latest, name="novelties"),
        path("favicon.ico", robots.favicon),
        path(".well-known/security.txt", robots.security, name="security"),
        path(".well-known/change-password", robots.change_password),
    ],
    "machines",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", views.alive),
    path("readyz", views.ready),
    path("dev/", include(dev_patterns)),
    path("", include(machine_patterns)),
    # In production the server in front serves the pictures; here nobody else does.
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    path("webhooks/stripe/", stripe_webhook, name="stripe_webhook"),
    *i18n_patterns(
        path("", include(site_patterns)),
        path("", include("catalog.urls")),
        path("", include("cart.urls")),
        path("", include("checkout.urls")),
        path("", include("returns.urls")),
        path("", include("aftersales.urls")),
        path("compte/", include("allauth.urls")),
        path(settings.ADMIN_PATH, admin.site.urls),
        prefix_default_language=False,
    ),
]
if settings.DEBUG:
    urlpatterns += [path("styleguide/", styleguide)]
