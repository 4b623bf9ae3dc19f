"""The pages on which a shopper pays or authenticates, without the shop."""

from urllib.parse import urlencode

from checkout.gateways.fake_stripe import cards, checkout_sessions
from checkout.gateways.fake_stripe.errors import StripeError
from checkout.gateways.fake_stripe.fake import FakeStripe
from checkout.gateways.fake_stripe.rendering import (
    Html,
    Page,
    euros,
    joined,
    page,
    redirect,
    render,
)
from checkout.gateways.fake_stripe.state import Json

CLOSED = "Cette page de paiement a expiré. Rien n’a été débité."
GENERIC = "Vérifiez les informations de votre carte."


def show_session(fake: FakeStripe, pk: str) -> Page:
    """Show a hosted page, with the reason of the last refusal."""
    session = fake.state.get("checkout.session", pk)
    checkout_sessions.expire_overdue(fake.state)
    if session["status"] == "complete":
        return redirect(checkout_sessions.success_url(session))
    if session["status"] == "expired":
        main = render("closed", message=CLOSED, back=_back_link(session))
        return page("Paiement expiré", main, status=410)
    intent = fake.state.objects.get(session["payment_intent"] or "", {})
    error = intent.get("last_payment_error") or {}
    return _session_page(session, error.get("message", ""))


def pay_session(fake: FakeStripe, pk: str, form: dict[str, str]) -> Page:
    """Try to pay with what was typed."""
    session = fake.state.get("checkout.session", pk)
    month, _, year = form.get("expiry", "").replace(" ", "").partition("/")
    card = {"number": form.get("number", ""), "exp_month": month, "exp_year": year}
    try:
        with fake.acting():
            details = {"name": form.get("name"), "email": form.get("email")}
            method = cards.create(fake.state, card, details)
            intent = checkout_sessions.pay(fake.state, session, method)
    except StripeError as error:
        if session["status"] != "open":
            return show_session(fake, pk)
        typed_badly = error.kind == "invalid_request_error"
        return _session_page(session, GENERIC if typed_badly else str(error), form.get("name", ""))
    if intent["status"] == "requires_action":
        return redirect(intent["next_action"]["redirect_to_url"]["url"])
    return redirect(checkout_sessions.success_url(session))


def return_to_session(fake: FakeStripe, pk: str) -> Page:
    """Come back from the bank: to the shop when paid, else to the hosted page."""
    session = fake.state.get("checkout.session", pk)
    return redirect(session["url"] or checkout_sessions.success_url(session))


def show_challenge(fake: FakeStripe, pk: str, challenge: str) -> Page:
    """Show the bank's question."""
    intent = fake.state.get("payment_intent", pk)
    if intent["_challenge"] != challenge:
        main = render("closed", message="Cette demande n’est plus valable.", back=Html())
        return page("3-D Secure", main, status=410)
    method = fake.state.get("payment_method", intent["payment_method"])
    main = render(
        "three_d_secure",
        amount=euros(intent["amount"]),
        last4=method["card"]["last4"],
        description=intent["description"] or "Paiement en ligne",
    )
    return page("3-D Secure", main)


def answer_challenge(fake: FakeStripe, pk: str, challenge: str, form: dict[str, str]) -> Page:
    """Take the shopper's answer and send them back to the shop."""
    intent = fake.state.get("payment_intent", pk)
    if intent["_challenge"] != challenge:
        return show_challenge(fake, pk, challenge)
    back = intent["next_action"].get("redirect_to_url", {}).get("return_url", "")
    fake.authenticate(pk, accepted=form.get("answer") == "accept")
    return redirect(return_url(intent, back))


def return_url(intent: Json, back: str) -> str:
    """Return the shop's address with what Stripe adds to it."""
    status = "succeeded" if intent["status"] == "succeeded" else "failed"
    query = urlencode(
        {
            "payment_intent": intent["id"],
            "payment_intent_client_secret": intent["client_secret"],
            "redirect_status": status,
        }
    )
    return f"{back}{'&' if '?' in back else '?'}{query}"


def _session_page(session: Json, message: str, name: str = "") -> Page:
    lines = session["_line_items"]["data"]
    main = render(
        "pay",
        total=euros(session["amount_total"]),
        lines=joined(
            render(
                "line",
                name=line["description"],
                quantity=line["quantity"],
                amount=euros(line["amount_total"]),
            )
            for line in lines
        ),
        email=session["customer_email"] or "",
        name=name,
        error=render("error", message=message) if message else Html(),
        back=_back_link(session),
    )
    return page("Paiement", main)


def _back_link(session: Json) -> Html:
    return render("back", url=session["cancel_url"]) if session["cancel_url"] else Html()
