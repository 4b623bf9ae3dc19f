"""A page that lists what happened, and the controls by which things go wrong."""

from collections.abc import Callable

from checkout.gateways.fake_stripe.errors import BadRequest
from checkout.gateways.fake_stripe.fake import FakeStripe
from checkout.gateways.fake_stripe.faults import Fault
from checkout.gateways.fake_stripe.rendering import (
    Html,
    Page,
    euros,
    joined,
    moment,
    page,
    redirect,
    render,
)
from checkout.gateways.fake_stripe.state import Json
from checkout.gateways.fake_stripe.webhooks import Mode

SHOWN = 40
# Which buttons an object has in a state: the control's name and what the button says.
ACTIONS = {
    ("payment_intent", "succeeded"): {"dispute": "Contester"},
    ("refund", "succeeded"): {"fail_refund": "Faire échouer"},
    ("refund", "pending"): {"settle_refund": "Régler", "fail_refund": "Faire échouer"},
    ("dispute", "needs_response"): {"win_dispute": "Gagné", "lose_dispute": "Perdu"},
}


def index(fake: FakeStripe) -> Page:
    """Show payments, events, calls and controls."""
    state = fake.state
    with state.lock:
        money = [
            thing
            for thing in reversed(state.objects.values())
            if thing["object"] in {"payment_intent", "refund", "dispute"}
        ]
        main = render(
            "index",
            money=joined(_money_row(thing) for thing in money[:SHOWN]),
            events=joined(_event_row(event) for event in state.newest("event")[:SHOWN]),
            journal=joined(
                render("journal_row", at=moment(line["at"]), text=line["text"])
                for line in reversed(state.journal[-SHOWN:])
            ),
            faults=joined(render("option", value=fault) for fault in Fault),
            modes=joined(render("option", value=mode) for mode in Mode),
            mode=fake.webhooks.mode,
            planned=str(fake.faults) or "aucune",
        )
    return page("Faux Stripe", main)


def control(fake: FakeStripe, form: dict[str, str]) -> Page:
    """Do what a form of the index, or a test, asks."""
    pk = form.get("id", "")
    actions: dict[str, Callable[[], object]] = {
        "plan": lambda: fake.faults.plan(
            Fault(form["fault"]),
            path=form.get("path") or "/v1/",
            times=int(form.get("times") or 1),
            seconds=float(form.get("seconds") or 0),
        ),
        "clear": fake.faults.clear,
        "webhooks": lambda: _set_webhooks(fake, form),
        "deliver": fake.deliver_pending,
        "fail_refund": lambda: fake.fail_refund(pk),
        "settle_refund": lambda: fake.settle_refund(pk),
        "dispute": lambda: fake.dispute(pk),
        "win_dispute": lambda: fake.close_dispute(pk, won=True),
        "lose_dispute": lambda: fake.close_dispute(pk, won=False),
    }
    try:
        actions[form.get("action", "")]()
    except (KeyError, ValueError) as error:
        raise BadRequest(f"Unknown control: {form}") from error
    return redirect("/")


def _set_webhooks(fake: FakeStripe, form: dict[str, str]) -> None:
    webhooks = fake.webhooks
    webhooks.mode = Mode(form.get("mode", webhooks.mode))
    webhooks.copies = int(form.get("copies") or 1)
    webhooks.delay = float(form.get("delay") or 0)
    webhooks.reverse = form.get("reverse") == "on"
    webhooks.dispatch()


def _money_row(thing: Json) -> Html:
    buttons = ACTIONS.get((thing["object"], thing["status"]), {})
    return render(
        "money_row",
        at=moment(thing["created"]),
        id=thing["id"],
        amount=euros(thing["amount"]),
        status=thing["status"],
        about=thing.get("description") or thing.get("reason") or "",
        buttons=joined(
            render("button", action=action, label=label, id=thing["id"])
            for action, label in buttons.items()
        ),
    )


def _event_row(event: Json) -> Html:
    return render(
        "event_row",
        at=moment(event["created"]),
        type=event["type"],
        about=event["data"]["object"]["id"],
        state="en attente" if event["pending_webhooks"] else "traité",
    )
