"""The harness itself: browsers, and a worker that is not this process."""

from playwright.sync_api import BrowserContext, Page

from shop.models import Message
from tests.live import LiveShop, wait_until


def test_a_real_worker_sends_what_a_test_writes(live_shop: LiveShop) -> None:
    message = Message.objects.create(
        key="hello:1", recipient="julie@example.fr", subject="Bonjour", text="Bonjour"
    )

    live_shop.run("shop.tasks.send_due_messages")

    wait_until(Message.objects.filter(pk=message.pk, status="sent").exists)


def test_a_browser_opens_the_live_shop(live_shop: LiveShop, page: Page) -> None:
    page.goto(f"{live_shop.url}/healthz")

    assert page.inner_text("body") == "ok"
    assert page.evaluate("navigator.language") == "fr-FR"


def test_a_phone_and_a_browser_without_scripts(
    live_shop: LiveShop, phone: BrowserContext, no_js: BrowserContext
) -> None:
    for context in (phone, no_js):
        page = context.new_page()
        page.goto(f"{live_shop.url}/healthz")
        assert page.inner_text("body") == "ok"
