"""Staff see who may do what, and what people agreed to."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shop.models import Consent, User
from shop.staff import FactsAdmin

RIGHTS = ["is_staff", "is_superuser", "groups"]


@admin.register(Consent)
class ConsentAdmin(FactsAdmin):
    """What people agreed to or refused."""

    list_display = ["email", "channel", "purpose", "granted", "basis", "source", "at"]
    list_filter = ["channel", "purpose", "granted", "basis"]
    search_fields = ["email"]


class UserCreationForm(AdminUserCreationForm[User]):
    """A new account: its e-mail address and its password."""

    class Meta:
        model = User
        fields = ["email"]


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):
    """Customers with an account, and staff."""

    add_form = UserCreationForm
    list_display = ["email", "name", "is_staff", "is_active", "joined_at"]
    list_filter = ["is_staff", "is_active"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    readonly_fields = ["last_login", "joined_at"]
    fieldsets = [
        (None, {"fields": ["email", "name", "password"]}),
        (_("Droits"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        (_("Dates"), {"fields": ["last_login", "joined_at"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "usable_password", "password1", "password2"]}),
    ]
    filter_horizontal = ["groups"]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Keep rights in the owner's hands: who may change accounts could give themselves all."""
        fields = list(super().get_readonly_fields(request, obj))
        return fields if _is_owner(request) else [*fields, *RIGHTS]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Keep the accounts of staff, their passwords first, in the owner's hands."""
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Keep the accounts of staff in the owner's hands."""
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)


def _may_touch(request: HttpRequest, user: User | None) -> bool:
    return _is_owner(request) or user is None or not user.is_staff


def _is_owner(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_superuser
