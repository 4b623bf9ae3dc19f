"""What staff do for search: words that mean the same, and what was searched for in vain."""

from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import SearchMiss, Synonym


@admin.register(Synonym)
class SynonymAdmin(admin.ModelAdmin[Synonym]):
    """Words that find each other; what is saved here is true of the next search."""

    list_display = ["words", "is_one_way"]
    list_filter = ["is_one_way"]
    search_fields = ["words"]


@admin.register(SearchMiss)
class SearchMissAdmin(admin.ModelAdmin[SearchMiss]):
    """Searches without result, the most frequent first; one that was dealt with is deleted."""

    list_display = ["words", "count", "last_at", "remedy"]
    list_display_links = None
    search_fields = ["words"]
    date_hierarchy = "last_at"
    show_full_result_count = False

    @admin.display(description=gettext_lazy("remède"))
    def remedy(self, miss: SearchMiss) -> SafeString:
        """Return the way to a synonym, and to the search itself."""
        synonym = (
            f"{reverse('admin:catalog_synonym_add')}?{urlencode({'words': f'{miss.words}, '})}"
        )
        page = f"{reverse('catalog:search')}?{urlencode({'q': miss.words})}"
        link = '<a href="{}">{}</a> · <a href="{}">{}</a>'
        return format_html(link, synonym, _("ajouter un synonyme"), page, _("voir la page"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: shoppers write this list."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: SearchMiss | None = None) -> bool:
        """Refuse: what was searched is a fact."""
        return False
