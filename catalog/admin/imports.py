"""Imports as staff see them: a file is sent, understood, tried, looked at, then applied."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from catalog.admin import exports
from catalog.admin.import_forms import ColumnsForm, SettingsForm, UploadForm
from catalog.admin.import_presets import PERMISSIONS, MayImport
from catalog.flows.open_import import open_import
from catalog.flows.refused_lines import refused_lines
from catalog.flows.run_import import table_of
from catalog.flows.start_import import apply_import, drop_import, start_trial
from catalog.imports.guessing import guess_columns
from catalog.imports.presets import COLUMNS
from catalog.imports.reading import Table
from catalog.imports.refusal import UnreadableFile
from catalog.models import ImportJob, ImportLine, ImportPreset
from shop.staff import row_number
from shop.states import IllegalMove

_WAYS = {
    ImportLine.Outcome.CREATED: gettext_lazy("Créés"),
    ImportLine.Outcome.UPDATED: gettext_lazy("Modifiés"),
    ImportLine.Outcome.UNCHANGED: gettext_lazy("Inchangés"),
    ImportLine.Outcome.REFUSED: gettext_lazy("Refusés"),
}
_PREVIEW = 5
_PER_PAGE = 100


@admin.register(ImportJob)
class ImportJobAdmin(MayImport, admin.ModelAdmin[ImportJob]):
    """The files that were sent, and the page of each."""

    list_display = ["name", "state", "summary", "actor", "created_at"]
    list_filter = ["status"]
    list_select_related = ["actor"]
    search_fields = ["name"]
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportJob]:
        """Return every import, the last first."""
        return super().get_queryset(request).order_by("-pk")

    @admin.display(description=gettext_lazy("état"), ordering="status")
    def state(self, job: ImportJob) -> str:
        """Return the state in a word."""
        return job.get_status_display()

    @admin.display(description=gettext_lazy("lignes"))
    def summary(self, job: ImportJob) -> str:
        """Return « Créés 12, Refusés 3 »."""
        told = [f"{label} {n}" for way, label in _WAYS.items() if (n := job.counts.get(way))]
        return ", ".join(told) or "–"

    def get_urls(self) -> list[Any]:
        """Add the acts on a file, and the pages of exports."""
        acts: list[tuple[str, str, Callable[..., HttpResponseBase]]] = [
            ("<int:pk>/application/", "import_apply", self._apply),
            ("<int:pk>/abandon/", "import_drop", self._drop),
            ("<int:pk>/refus.csv", "import_refused", self._refused),
        ]
        own = [
            path(where, self.admin_site.admin_view(_guarded(view)), name=name)
            for where, name, view in acts
        ]
        return [*own, *exports.urls(self), *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Take a file."""
        _check(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid() and (job := _opened(request, form)):
            return redirect("admin:catalog_importjob_change", job.pk)
        return self._page(request, "upload", {"form": form, "title": _("Importer des produits")})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Show a file as far as it is: to be understood, being read, to be looked at, done."""
        _check(request)
        job = get_object_or_404(ImportJob, pk=row_number(object_id))
        if job.is_running:
            waiting = {"job": job, "title": job.name, "is_waiting": True}
            return self._page(request, "progress", waiting)
        wants_settings = "reglages" in request.GET or job.status == ImportJob.Status.RECEIVED
        if request.method == "POST" or (wants_settings and job.can_move_to("trying")):
            return self._settings(request, job)
        return self._report(request, job)

    def _settings(self, request: HttpRequest, job: ImportJob) -> HttpResponse:
        if not job.can_move_to(ImportJob.Status.TRYING):
            return redirect("admin:catalog_importjob_change", job.pk)
        table, error = _preview(job)
        headers = table.headers if table else []
        form = SettingsForm(job, request.POST or None)
        _guess(job, table)
        columns = ColumnsForm(job, headers, request.POST if "c-sku" in request.POST else None)
        if request.method == "POST" and form.is_valid():
            answer = _settled(request, job, form, columns)
            if answer:
                return answer
        context = {"job": job, "form": form, "columns": columns, "table": _cells(table)}
        context |= {"error": error, "by_columns": job.kind in {"", COLUMNS}, "title": job.name}
        return self._page(request, "settings", context)

    def _report(self, request: HttpRequest, job: ImportJob) -> HttpResponse:
        lines = job.lines.all()
        counts = dict(lines.order_by().values_list("outcome").annotate(n=Count("pk")))
        chosen = request.GET.get("resultat", "")
        if chosen in ImportLine.Outcome:
            lines = lines.filter(outcome=chosen)
        pages = Paginator(lines, _PER_PAGE)
        context = {
            "job": job,
            "title": job.name,
            "ways": [(way, label, counts.get(way, 0)) for way, label in _WAYS.items()],
            "chosen": chosen,
            "lines": pages.get_page(request.GET.get("page")),
            "can_apply": job.status == ImportJob.Status.TRIED,
            "can_retry": job.can_move_to(ImportJob.Status.TRYING) and bool(job.file),
            "changes": counts.get("created", 0) + counts.get("updated", 0),
        }
        return self._page(request, "report", context)

    def _apply(self, request: HttpRequest, pk: int) -> HttpResponse:
        return _moved(request, pk, apply_import, _("L'import a déjà commencé."))

    def _drop(self, request: HttpRequest, pk: int) -> HttpResponse:
        return _moved(request, pk, drop_import, _("Cet import ne peut plus être abandonné."))

    def _refused(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        job = get_object_or_404(ImportJob, pk=pk)
        try:
            lines = refused_lines(job)
        except UnreadableFile as error:
            messages.error(request, str(error))
            return redirect("admin:catalog_importjob_change", pk)
        return exports.attachment(lines, f"refus-{pk}.csv")

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        shared = {**self.admin_site.each_context(request), "opts": ImportJob._meta}
        return render(request, f"admin/catalog/importjob/{name}.html", {**shared, **context})


def _check(request: HttpRequest) -> None:
    if not request.user.has_perms(PERMISSIONS):
        raise PermissionDenied


def _guarded(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    def page(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        _check(request)
        return view(request, **kwargs)

    return page


def _opened(request: HttpRequest, form: UploadForm) -> ImportJob | None:
    file = form.cleaned_data["file"]
    try:
        return open_import(file.read(), name=file.name, actor=request.user)  # type: ignore[arg-type]
    except UnreadableFile as error:
        form.add_error("file", str(error))
        return None


def _preview(job: ImportJob) -> tuple[Table | None, str]:
    try:
        return table_of(job, most=_PREVIEW), ""
    except UnreadableFile as error:
        return None, str(error)


def _guess(job: ImportJob, table: Table | None) -> None:
    """Propose columns where none of those kept are in the file."""
    if table and not set(job.columns.values()) & set(table.headers):
        job.columns = guess_columns(table)


def _cells(table: Table | None) -> dict[str, Any]:
    if table is None:
        return {}
    rows = [[line.cells.get(header, "") for header in table.headers] for line in table.lines]
    return {"headers": table.headers, "rows": rows}


def _settled(
    request: HttpRequest, job: ImportJob, form: SettingsForm, columns: ColumnsForm
) -> HttpResponse | None:
    """Keep what was said of a file and read it anew, or try it; None for a mistake."""
    said = form.settings()
    is_trial = "try" in request.POST
    if said["kind"] == COLUMNS and "columns" not in said and columns.is_bound:
        if columns.is_valid():
            said["columns"] = columns.columns()
            _keep(columns)
        elif is_trial:
            return None
    if said["kind"] == COLUMNS and job.kind not in {"", COLUMNS}:
        is_trial = False  # the columns have not been seen yet
    try:
        if is_trial:
            start_trial(job, **said)
        else:
            ImportJob.objects.filter(pk=job.pk, status=job.status).update(**said)
    except IllegalMove:
        messages.warning(request, _("Cet import a changé d'état entre-temps."))
    page = reverse("admin:catalog_importjob_change", args=[job.pk])
    return redirect(page if is_trial else f"{page}?reglages")


def _keep(columns: ColumnsForm) -> None:
    if name := columns.cleaned_data["preset_name"]:
        ImportPreset.objects.update_or_create(name=name, defaults={"columns": columns.columns()})


@require_POST
def _moved(
    request: HttpRequest, pk: int, act: Callable[[ImportJob], object], refusal: str
) -> HttpResponse:
    try:
        act(get_object_or_404(ImportJob, pk=pk))
    except IllegalMove:
        messages.warning(request, refusal)
    return redirect("admin:catalog_importjob_change", pk)
