"""Where Stripe tells what happened: verify, store once, answer fast, apply afterwards."""

import structlog
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from checkout.gateways import stripe
from checkout.models import PaymentEvent
from shop.queue import enqueue

log = structlog.get_logger(__name__)
LARGEST = 256 * 1024  # bytes


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Store a signed event; what is unsigned, stale or malformed changes nothing (I24)."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return HttpResponse(status=413)
    try:
        event = stripe.read_event(request.body, request.headers.get("Stripe-Signature", ""))
    except ValueError:
        log.warning("webhook.refused")
        return HttpResponse(status=400)
    stored, is_new = PaymentEvent.objects.get_or_create(
        provider_id=event.id,
        defaults={
            "kind": event.kind,
            "object_id": event.object_id,
            "payment_ref": event.payment_ref[:80],
        },
    )
    if is_new:
        enqueue("checkout.tasks.apply_payment_event", stored.pk)
    return HttpResponse(status=200)
