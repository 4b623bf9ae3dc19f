"""A page that waits for a worker moves by itself, with scripts and without."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from catalog.flows.open_import import open_import
from catalog.flows.run_import import run_import
from catalog.flows.start_import import start_trial
from catalog.models import ImportJob
from tests import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILE = b"Handle,Title,Variant SKU,Variant Price\nbol,Bol,BOL,29\nplat,Plat,PLAT,abc\n"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_page_of_a_trial_becomes_its_report(
    page: Page, no_js: BrowserContext, live_server: Any, *, scripts: bool
) -> None:
    staff = Client()
    staff.force_login(make.staff())
    shown = page if scripts else no_js.new_page()
    cookie = staff.cookies[settings.SESSION_COOKIE_NAME].value
    shown.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    job = open_import(FILE, name="bols.csv", actor=None)
    start_trial(job)
    shown.goto(live_server.url + reverse("admin:catalog_importjob_change", args=[job.pk]))
    expect(shown.get_by_role("progressbar", name="Avancement")).to_be_visible()

    run_import(ImportJob.objects.get(), seconds=60)

    expect(shown.get_by_role("button", name="Importer 1 ligne")).to_be_visible(timeout=15_000)
    expect(shown.get_by_role("cell", name="prix illisible")).to_be_visible()
