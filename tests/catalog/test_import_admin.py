"""Imports in the back office: sent, understood, tried, applied; resumed, and erased in the end."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog import tasks
from catalog.flows.erase_imports import erase_imports
from catalog.flows.make_export import ask_export, make_export
from catalog.flows.open_import import open_import
from catalog.flows.run_import import run_import
from catalog.flows.start_import import apply_import, start_trial
from catalog.models import (
    ExportJob,
    ImportJob,
    ImportLine,
    ImportPreset,
    PriceChange,
    Product,
    StockMove,
    Variant,
)
from tests import make

pytestmark = pytest.mark.django_db
TRAPS = Path(__file__).parent.parent / "data" / "woocommerce_fr_pieges_utf8_bom.csv"
UNKNOWN = "Réf;Désignation;PV TTC;Qté\nBOL;Bol;29,00 €;4\n=1+1;Plat;abc;2\n".encode("cp1252")


@pytest.fixture
def client(client: Client) -> Client:
    client.force_login(make.staff())
    return client


def _send(client: Client, content: bytes, name: str = "produits.csv") -> ImportJob:
    file = SimpleUploadedFile(name, content)
    answer = client.post(reverse("admin:catalog_importjob_add"), {"file": file})
    assert answer.status_code == 302, answer.context["form"].errors
    return ImportJob.objects.get()


def _page(job: ImportJob) -> str:
    return reverse("admin:catalog_importjob_change", args=[job.pk])


def _do(job: ImportJob, **how: float) -> ImportJob:
    """Do what the worker does."""
    job.refresh_from_db()
    run_import(job, **{"seconds": 60, **how})
    job.refresh_from_db()
    return job


def _rows(number: int) -> bytes:
    head = "Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty\n"
    return (head + "".join(f"p{n},Produit {n},P{n},9.90,3\n" for n in range(number))).encode()


def test_a_known_file_is_tried_looked_at_and_applied(client: Client) -> None:
    job = _send(client, TRAPS.read_bytes(), "../../pièges.csv")
    assert (job.name, job.kind, job.encoding, job.delimiter) == (
        "pièges.csv",
        "woocommerce",
        "utf-8",
        ",",
    )
    assert "pièges" not in job.file.name

    said = {"kind": job.kind, "encoding": job.encoding, "delimiter": ",", "has_header": "on"}
    client.post(_page(job), {**said, "try": "1"})
    assert "data-progress" in client.get(_page(job)).content.decode()
    _do(job)
    assert job.status == "tried"
    assert job.counts == {"created": 2, "refused": 8, "incomplete": 1}
    assert Product.objects.count() == 0

    page = client.get(f"{_page(job)}?resultat=refused").content.decode()
    assert "Importer 2 lignes" in page
    assert "prix promo supérieur au prix régulier" in page
    assert "MUG-MATIN-SAUGE" not in page

    client.post(reverse("admin:import_apply", args=[job.pk]))
    client.post(reverse("admin:import_apply", args=[job.pk]))
    _do(job)
    assert job.status == "done"
    assert (Variant.objects.count(), job.lines.count()) == (2, 10)
    assert set(PriceChange.objects.values_list("actor", flat=True)) == {job.actor_id}
    assert set(StockMove.objects.values_list("actor", flat=True)) == {job.actor_id}
    assert "Les brouillons à compléter" in client.get(_page(job)).content.decode()


def test_refused_lines_come_back_as_a_file_that_no_spreadsheet_runs(client: Client) -> None:
    job = _send(client, UNKNOWN)
    columns = {"sku": "Réf", "name": "Désignation", "price": "PV TTC", "stock": "Qté"}
    start_trial(job, kind="columns", columns=columns)
    _do(job)

    answer = client.get(reverse("admin:import_refused", args=[job.pk]))

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert text.splitlines() == [
        "Réf;Désignation;PV TTC;Qté;Motif du refus",
        "'=1+1;Plat;abc;2;référence qui commence comme une formule\u00a0: "
        "«\u00a0=1+1\u00a0», prix illisible\u00a0: «\u00a0abc\u00a0»",
    ]


def test_the_columns_of_an_unknown_file_are_guessed_said_and_kept(client: Client) -> None:
    job = _send(client, UNKNOWN)
    assert (job.kind, job.encoding, job.delimiter) == ("", "cp1252", ";")

    form = client.get(_page(job)).context["columns"]
    guessed = {field.name: field.value() for field in form.usual if field.value()}
    assert guessed == {"name": "Désignation", "price": "PV TTC", "sku": "Réf", "stock": "Qté"}

    said = {"kind": "columns", "encoding": "cp1252", "delimiter": ";", "has_header": "on"}
    chosen = {f"c-{name}": header for name, header in guessed.items()}
    client.post(_page(job), {**said, **chosen, "c-preset_name": "Caisse", "try": "1"})
    _do(job)

    assert ImportPreset.objects.get(name="Caisse").columns == guessed
    assert open_import(UNKNOWN, name="encore.csv", actor=None).columns == guessed
    assert job.counts == {"created": 1, "refused": 1, "incomplete": 1}


def test_columns_that_say_too_little_are_asked_again(client: Client) -> None:
    job = _send(client, UNKNOWN)
    said = {"kind": "columns", "encoding": "cp1252", "delimiter": ";", "has_header": "on"}
    client.post(_page(job), {**said, "again": "1"})

    page = client.post(_page(job), {**said, "c-sku": "", "c-stock": "Qté", "try": "1"})

    assert "quelle colonne porte le SKU ou le nom" in page.content.decode()
    job.refresh_from_db()
    assert job.status == "received"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "vide"),
        (b"<?xml version='1.0'?><a/>", "ni un CSV ni un classeur"),
        (b'{"a": 1}', "ni un CSV ni un classeur"),
        (b"PK\x03\x04 and no more", "abîmé"),
        (b"Handle,Title,Variant Price\n", "vide"),
    ],
)
def test_what_is_no_table_is_refused_beside_its_field(
    client: Client, content: bytes, reason: str
) -> None:
    file = SimpleUploadedFile("a.csv", content)
    page = client.post(reverse("admin:catalog_importjob_add"), {"file": file})

    assert reason in " ".join(page.context["form"].errors["file"])
    assert not ImportJob.objects.exists()


def test_a_killed_worker_doubles_nothing(client: Client) -> None:
    job = _send(client, _rows(250))
    start_trial(job)
    _do(job)
    apply_import(job)

    assert not run_import(job, seconds=-1)  # the worker had no time at all
    first, second = ImportJob.objects.get(), ImportJob.objects.get()
    run_import(first, seconds=60)
    run_import(second, seconds=60)  # what was taken for dead goes on too
    ImportJob.objects.update(status="applying")  # killed just before the end
    _do(job)

    assert (job.status, job.done, job.counts["created"]) == ("done", 250, 250)
    assert (Variant.objects.count(), PriceChange.objects.count()) == (250, 250)
    assert (StockMove.objects.count(), ImportLine.objects.count()) == (250, 250)


def test_what_no_worker_touches_is_taken_up_again(client: Client) -> None:
    job = _send(client, _rows(1))
    start_trial(job)
    assert not ImportJob.objects.forsaken().exists()

    ImportJob.objects.update(touched_at=timezone.now() - timedelta(minutes=3))

    assert ImportJob.objects.forsaken().get() == job
    tasks.take_up_imports()
    tasks.run_import(job.pk)
    tasks.run_import(job.pk)
    job.refresh_from_db()
    assert (job.status, job.lines.count()) == ("tried", 1)


def test_a_file_that_is_gone_fails_in_words(client: Client) -> None:
    job = _send(client, _rows(1))
    job.file.delete(save=False)
    start_trial(job)

    assert _do(job).status == "failed"
    assert "Le fichier n&#x27;est plus là." in client.get(_page(job)).content.decode()


def test_files_and_reports_are_erased_after_a_month(
    client: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    job = _send(client, _rows(1))
    start_trial(job)
    _do(job)
    storage, name = job.file.storage, job.file.name
    assert erase_imports() == 0

    ImportJob.objects.update(created_at=timezone.now() - timedelta(days=31))

    with django_capture_on_commit_callbacks(execute=True):
        assert erase_imports() == 1
    job.refresh_from_db()
    assert (bool(job.file), job.lines.count()) == (False, 0)
    assert not storage.exists(name)
    page = client.get(_page(job)).content.decode()
    assert "ont été effacés" in page
    assert erase_imports() == 0


def test_an_import_is_given_up_and_stays_so(client: Client) -> None:
    job = _send(client, _rows(1))

    client.post(reverse("admin:import_drop", args=[job.pk]))
    client.post(reverse("admin:import_apply", args=[job.pk]))

    job.refresh_from_db()
    assert job.status == "dropped"
    assert client.get(_page(job)).status_code == 200


def test_only_who_may_add_and_change_products_imports(client: Client) -> None:
    job = _send(client, _rows(1))
    addresses = [
        _page(job),
        reverse("admin:catalog_importjob_add"),
        reverse("admin:catalog_importjob_changelist"),
        reverse("admin:import_refused", args=[job.pk]),
        reverse("admin:catalog_importpreset_changelist"),
    ]
    reader, browser = make.user(is_staff=True), Client()
    reader.user_permissions.add(Permission.objects.get(codename="view_product"))
    browser.force_login(reader)

    assert {browser.get(address).status_code for address in addresses} == {403}
    assert {client.get(address).status_code for address in addresses} == {200}
    assert browser.post(reverse("admin:import_apply", args=[job.pk])).status_code == 403
    assert browser.get(reverse("admin:product_export")).status_code == 200
    assert client.get(reverse("admin:import_apply", args=[job.pk])).status_code == 405
    assert client.get(reverse("admin:catalog_importjob_change", args=["abc"])).status_code == 404


def test_the_report_costs_the_same_for_any_number_of_lines(
    client: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    job = _send(client, _rows(150))
    start_trial(job)
    _do(job)

    with django_assert_max_num_queries(12):
        page = client.get(f"{_page(job)}?page=2")
    assert page.content.decode().count('<th scope="row">') == 50
    for query in ("?page=-1", "?page=abc", "?resultat=password"):
        assert client.get(_page(job) + query).status_code == 200


def test_the_products_leave_as_csv_and_as_a_workbook(client: Client) -> None:
    make.variant(sku="BOL")

    text = client.get(reverse("admin:product_export_csv"))
    book = client.post(reverse("admin:product_export_xlsx"))

    assert b"BOL" in b"".join(text.streaming_content)
    assert b"".join(book.streaming_content).startswith(b"PK")
    assert "produits-" in text["Content-Disposition"]


def test_a_large_workbook_is_made_in_the_background(client: Client) -> None:
    make.variant(sku="BOL")
    job = ask_export(actor=None)
    assert "data-progress" in client.get(reverse("admin:product_export")).content.decode()

    make_export(job)
    make_export(ExportJob.objects.get())

    page = client.get(reverse("admin:product_export")).content.decode()
    file = reverse("admin:product_export_file", args=[job.pk])
    assert file in page
    assert b"".join(client.get(file).streaming_content).startswith(b"PK")
    assert client.get(reverse("admin:product_export_file", args=[999])).status_code == 404


def test_an_export_left_by_a_dead_worker_begins_anew() -> None:
    job = ask_export(actor=None)
    job.move_to("running")
    ExportJob.objects.update(touched_at=timezone.now() - timedelta(minutes=3))

    tasks.take_up_imports()

    make_export(ExportJob.objects.get())
    assert ExportJob.objects.get().status == "done"


def test_our_own_file_leaves_the_stock_alone_unless_told(client: Client) -> None:
    make.variant(sku="BOL")
    text = client.get(reverse("admin:product_export_csv"))

    job = open_import(b"".join(text.streaming_content), name="export.csv", actor=None)

    assert (job.kind, job.keep_stock) == ("comptoir", True)
