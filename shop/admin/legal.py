"""Staff publish legal texts: a change is a new version, the old ones stay with their contracts."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.template import TemplateSyntaxError
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from checkout.models import DeliveryMethod
from shop import calendar
from shop.legal.texts import LegalContext, UnknownPlaceholder, render_text
from shop.models import LegalText, Merchant

Broken = (UnknownPlaceholder, TemplateSyntaxError)


def rendered(text: LegalText) -> SafeString:
    """Return the text as its page shows it; raises one of `Broken`."""
    delivery = DeliveryMethod.objects.legal_rows()
    return render_text(text, LegalContext(Merchant.current(), delivery=delivery))


class LegalTextForm(forms.ModelForm[LegalText]):
    """A version to publish, which must be whole."""

    def clean(self) -> dict[str, Any]:
        """Refuse a text that asks for what does not exist: its page would be an error."""
        data = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                rendered(
                    LegalText(**{name: data[name] for name in ("version", "valid_from", "body")})
                )
            except Broken as error:
                told = gettext("Ce texte ne peut pas être affiché : %s.")
                self.add_error("body", told % error)
        return data


@admin.register(LegalText)
class LegalTextAdmin(admin.ModelAdmin[LegalText]):
    """Versions of legal texts: to read, and to begin the next one from."""

    form = LegalTextForm
    list_display = ["title", "code", "version", "valid_from", "in_force"]
    list_filter = ["code"]

    def get_fieldsets(self, request: HttpRequest, obj: LegalText | None = None) -> Any:
        """Show a published version as shoppers read it, its source folded away."""
        own = ["code", "version", "title", "title_en", "valid_from"]
        if obj is None:
            return [(None, {"fields": [*own, "body"]})]
        source = {"fields": ["body", "sha256"], "classes": ["collapse"]}
        return [(None, {"fields": [*own, "page"]}), (_("Source"), source)]

    def get_readonly_fields(self, request: HttpRequest, obj: LegalText | None = None) -> list[str]:
        """Add what is shown of a published version."""
        return ["page", "sha256"] if obj else []

    @admin.display(description=_("texte affiché"))
    def page(self, text: LegalText) -> str:
        """Return the text as its page shows it."""
        try:
            return rendered(text)
        except Broken as error:
            return str(error)

    @admin.display(description=_("en vigueur"), boolean=True)
    def in_force(self, text: LegalText) -> bool:
        """Tell whether this is the version that applies today."""
        return LegalText.objects.in_force().filter(code=text.code).first() == text

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin a new version with the words of an earlier one."""
        today = {"version": calendar.today().isoformat(), "valid_from": calendar.today()}
        earlier = request.GET.get("copie", "")
        text = LegalText.objects.filter(pk=earlier).first() if earlier.isdecimal() else None
        if text is None:
            return today
        return {name: getattr(text, name) for name in ("code", "title", "title_en", "body")} | today

    def has_change_permission(self, request: HttpRequest, obj: LegalText | None = None) -> bool:
        """Refuse: somebody may have agreed to this version."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: LegalText | None = None) -> bool:
        """Refuse: somebody may have agreed to this version."""
        return False

    def save_model(self, request: HttpRequest, obj: LegalText, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Store the version with its hash."""
        published = LegalText.publish(
            obj.code,
            obj.version,
            title=obj.title,
            title_en=obj.title_en,
            body=obj.body,
            valid_from=obj.valid_from,
        )
        obj.pk = published.pk
