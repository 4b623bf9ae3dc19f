"""Exports as staff see them: a CSV at once, a workbook at once or when it is ready."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.flows.export_products import csv_lines, write_workbook
from catalog.flows.make_export import MOST_AT_ONCE, ask_export
from catalog.models import ExportJob, Variant

PERMISSION = "catalog.view_product"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN = 5


def urls(model_admin: admin.ModelAdmin[Any]) -> list[Any]:
    """Return the addresses of exports."""
    views: list[tuple[str, str, Callable[..., HttpResponseBase]]] = [
        ("export/", "product_export", _page),
        ("export/produits.csv", "product_export_csv", _csv),
        ("export/produits.xlsx", "product_export_xlsx", _xlsx),
        ("export/<int:pk>/", "product_export_file", _file),
    ]
    site = model_admin.admin_site
    return [
        path(where, site.admin_view(_guarded(view, site)), name=name) for where, name, view in views
    ]


def attachment(lines: Iterable[str], name: str) -> StreamingHttpResponse:
    """Return a CSV that is sent while it is made."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _guarded(
    view: Callable[..., HttpResponseBase], site: admin.AdminSite
) -> Callable[..., HttpResponseBase]:
    def page(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return view(request, site, **kwargs)

    return page


def _page(request: HttpRequest, site: admin.AdminSite) -> HttpResponseBase:
    jobs = ExportJob.objects.all()[:_SHOWN]
    context = {
        **site.each_context(request),
        "title": _("Exporter les produits"),
        "jobs": jobs,
        "is_waiting": any(job.is_running for job in jobs),
        "variants": Variant.objects.count(),
    }
    return render(request, "admin/catalog/export.html", context)


def _csv(request: HttpRequest, _site: admin.AdminSite) -> HttpResponseBase:
    return attachment(csv_lines(), _name("csv"))


def _xlsx(request: HttpRequest, _site: admin.AdminSite) -> HttpResponseBase:
    """Give a workbook at once while the catalogue is small; else say when it will be ready."""
    if request.method != "POST":
        return redirect("admin:product_export")
    if Variant.objects.count() > MOST_AT_ONCE:
        ask_export(actor=request.user)  # type: ignore[arg-type]
        messages.info(request, _("Le classeur se prépare : il apparaîtra ci-dessous."))
        return redirect("admin:product_export")
    file = BytesIO()
    write_workbook(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=_name("xlsx"), content_type=XLSX)


def _file(request: HttpRequest, _site: admin.AdminSite, pk: int) -> HttpResponseBase:
    """Give a workbook that was made in the background."""
    job = get_object_or_404(ExportJob.objects.exclude(file=""), pk=pk, status="done")
    name = f"produits-{timezone.localtime(job.created_at):%Y-%m-%d}.xlsx"
    return FileResponse(job.file.open("rb"), as_attachment=True, filename=name, content_type=XLSX)


def _name(kind: str) -> str:
    return f"produits-{timezone.localdate():%Y-%m-%d}.{kind}"
