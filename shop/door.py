"""The door of the admin: the shop's own sign-in, and a second factor where one is required."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _


class GuardedSite(AdminSite):
    """The staff's pages, closed to whoever has signed in with a password alone (I45)."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Tell whether somebody is staff, with the second factor that the settings ask for."""
        return super().has_permission(request) and not _lacks_second_factor(request)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to what is missing: the sign-in, whose tries are counted, or a second factor."""
        if self.has_permission(request):
            return redirect("admin:index")
        if super().has_permission(request):
            messages.warning(
                request, _("Ajoutez une seconde étape à votre connexion pour ouvrir la gestion.")
            )
            return redirect("mfa_index")
        if request.user.is_authenticated:
            raise PermissionDenied
        after = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        return redirect_to_login(after, resolve_url(settings.LOGIN_URL))


def _lacks_second_factor(request: HttpRequest) -> bool:
    return settings.STAFF_MFA_REQUIRED and not is_mfa_enabled(request.user)
