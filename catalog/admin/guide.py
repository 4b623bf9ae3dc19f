"""Guides in the back office: written, looked at, and published at their date."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import pictures
from catalog.flows.keep_address import keep_address
from catalog.models import Guide
from shop.rich_text import safe_html


class GuideForm(forms.ModelForm[Guide]):
    """A guide; its picture is checked before it is stored."""

    class Meta:
        model = Guide
        fields = [
            "title",
            "slug",
            "summary",
            "body",
            "original",
            "alt",
            "products",
            "published_at",
        ]
        # The original itself is not served: the preview shows what is.
        widgets = {"original": forms.FileInput}

    def clean_original(self) -> Any:
        """Refuse a file that no page can show."""
        file = self.cleaned_data["original"]
        if isinstance(file, UploadedFile):
            file.seek(0)
            try:
                self.derived = pictures.derive(file.read(pictures.MOST_BYTES + 1))
            except pictures.BadPicture as error:
                raise forms.ValidationError(str(error)) from error
            file.seek(0)
        return file

    def clean(self) -> dict[str, Any]:
        """Ask what the picture shows, and for a text that has some words."""
        data = super().clean() or self.cleaned_data
        if data.get("original") and not data.get("alt"):
            self.add_error("alt", _("Dites ce que l'image montre."))
        if data.get("body") and not safe_html(data["body"]).strip():
            self.add_error("body", _("Ce texte est vide une fois ses balises retirées."))
        return data


@admin.register(Guide)
class GuideAdmin(admin.ModelAdmin[Guide]):
    """Guides, the newest first; before its date staff alone see one."""

    form = GuideForm
    list_display = ["title", "state", "published_at", "page"]
    search_fields = ["title", "summary", "body"]
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["products"]
    date_hierarchy = "published_at"
    readonly_fields = ["page", "preview"]
    fields = [
        "page",
        ("title", "slug"),
        "summary",
        "body",
        ("original", "alt"),
        "preview",
        "products",
        "published_at",
    ]

    def view_on_site(self, guide: Guide) -> str:
        """Return the page; staff see a draft's too."""
        return guide.get_absolute_url()

    @admin.display(description=gettext_lazy("état"), ordering="published_at")
    def state(self, guide: Guide) -> SafeString:
        """Return whether shoppers read it, in a word."""
        if guide.is_published:
            return format_html('<span class="state state--paid">{}</span>', _("publié"))
        label = _("prévu") if guide.published_at else _("brouillon")
        return format_html('<span class="state">{}</span>', label)

    @admin.display(description=gettext_lazy("page"))
    def page(self, guide: Guide) -> SafeString | str:
        """Return a link to the page as shoppers see it, or will see it."""
        if not guide.pk:
            return "–"
        label = _("voir") if guide.is_published else _("aperçu")
        return format_html('<a href="{}">{}</a>', guide.get_absolute_url(), label)

    @admin.display(description=gettext_lazy("aperçu"))
    def preview(self, guide: Guide) -> SafeString | str:
        """Return the picture in small."""
        if not guide.picture:
            return "–"
        return format_html('<img src="{}" width="160" alt="{}">', guide.picture, guide.alt)

    def save_model(self, request: HttpRequest, obj: Guide, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Save a guide with the sizes of its picture, and keep the address that it leaves."""
        before = Guide.objects.get(pk=obj.pk).slug if change else ""
        if derived := getattr(form, "derived", None):
            obj.sizes, obj.width, obj.height = derived.sizes, derived.width, derived.height
        super().save_model(request, obj, form, change)
        keep_address(obj, before=before)
