"""Guided choices in the back office: the questions on one page, the answers of each on its own."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.models import Finder, FinderAnswer, FinderQuestion
from catalog.models.finder import MOST_QUESTIONS


class QuestionInline(admin.TabularInline[FinderQuestion, Finder]):
    """The questions, each with a link to its answers."""

    model = FinderQuestion
    extra = 0
    max_num = MOST_QUESTIONS
    show_change_link = True


@admin.register(Finder)
class FinderAdmin(admin.ModelAdmin[Finder]):
    """Guided choices: five questions at most."""

    list_display = ["title", "is_published", "page"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [QuestionInline]

    def view_on_site(self, finder: Finder) -> str:
        """Return the page; staff see it before it is published."""
        return finder.get_absolute_url()

    @admin.display(description=_("page"))
    def page(self, finder: Finder) -> SafeString:
        """Return a link to the page as visitors see it, or will see it."""
        label = gettext("voir") if finder.is_published else gettext("aperçu")
        return format_html('<a href="{}">{}</a>', finder.get_absolute_url(), label)


class AnswerForm(forms.ModelForm[FinderAnswer]):
    """An answer; its prices are in order."""

    class Meta:
        model = FinderAnswer
        fields = [
            "position",
            "text",
            "reason",
            "category",
            "values",
            "lowest_price",
            "highest_price",
        ]
        localized_fields = ["lowest_price", "highest_price"]

    def clean(self) -> dict[str, Any]:
        """Refuse a highest price below the lowest."""
        data = super().clean() or self.cleaned_data
        lowest, highest = data.get("lowest_price"), data.get("highest_price")
        if lowest is not None and highest is not None and highest < lowest:
            self.add_error("highest_price", gettext("Le plus haut prix est sous le plus bas."))
        return data


class AnswerInline(admin.StackedInline[FinderAnswer, FinderQuestion]):
    """The answers to a question, and what each asks of a product."""

    model = FinderAnswer
    form = AnswerForm
    extra = 0
    autocomplete_fields = ["category", "values"]


@admin.register(FinderQuestion)
class FinderQuestionAdmin(admin.ModelAdmin[FinderQuestion]):
    """One question, with its answers; reached from the page of its guided choice."""

    list_display = ["text", "finder", "position"]
    list_filter = ["finder"]
    inlines = [AnswerInline]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Keep it out of the list of pages: staff come by the guided choice."""
        return False
