"""Staff arrange the departments: an indented list, and for each the department above it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.flows.index_again import index_again
from catalog.flows.keep_address import keep_address
from catalog.models import Category, ListChange

EM_SPACE = "\u2003"


class ParentField(forms.ModelChoiceField[Category]):
    """A choice among departments that shows how deep each stands."""

    def label_from_instance(self, obj: Category) -> str:
        """Return the name, indented."""
        return f"{EM_SPACE * (obj.depth - 1)}{obj.name}"


class CategoryForm(forms.ModelForm[Category]):
    """A department and the one that it stands in."""

    parent = ParentField(
        Category.objects.none(), label=_("Dans le rayon"), required=False, empty_label=_("(aucun)")
    )

    class Meta:
        model = Category
        fields = ["name", "slug", "intro", "meta_title", "meta_description", "position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer every department but this one and those below it."""
        super().__init__(*args, **kwargs)
        choices = Category.objects.get_tree()
        if self.instance.pk:
            choices = choices.exclude(path__startswith=self.instance.path)
            self.initial["parent"] = Category.objects.get_parent(self.instance)
        self.fields["parent"].queryset = choices  # type: ignore[attr-defined]


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin[Category]):
    """The tree of departments; one with departments below it cannot be deleted."""

    form = CategoryForm
    list_display = ["indented", "products_here", "position", "slug"]
    ordering = ["path"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        """Count the products of each department."""
        rows: QuerySet[Category] = super().get_queryset(request).annotate(count=Count("products"))
        return rows

    @admin.display(description=_("rayon"))
    def indented(self, category: Category) -> str:
        """Return the name, indented by its depth."""
        return f"{EM_SPACE * (category.depth - 1)}{category.name}"

    @admin.display(description=_("produits"))
    def products_here(self, category: Any) -> int:
        """Return how many products stand in the department itself."""
        return int(category.count)

    def has_delete_permission(self, request: HttpRequest, obj: Category | None = None) -> bool:
        """Refuse while something stands in the department."""
        is_empty = obj is None or (obj.is_leaf() and not obj.products.exists())
        return is_empty and super().has_delete_permission(request, obj)

    def save_model(
        self, request: HttpRequest, obj: Category, form: CategoryForm, change: Any
    ) -> None:
        """Put the department in its place in the tree."""
        ListChange.objects.note()
        parent = form.cleaned_data["parent"]
        tree = Category.objects
        if not change:
            tree.add_child(parent, instance=obj) if parent else tree.add_root(instance=obj)
            return
        obj.save()
        keep_address(obj, before=form.initial.get("slug", ""))
        if not {"parent", "position", "name"} & set(form.changed_data):
            return
        if parent:
            tree.move(obj, parent, "sorted-child")
        else:
            tree.move(obj, tree.get_first_root_node(), "sorted-sibling")
        here = Category.objects.filter(pk=obj.pk).values("path")
        index_again(Q(category__path__startswith=Subquery(here)))
