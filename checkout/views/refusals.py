"""What is said of a card that was refused: enough to go on, nothing that helps to try cards."""

from django.utils.translation import gettext as _

from checkout.models import Payment

AUTHENTICATION = {"payment_intent_authentication_failure", "authentication_required"}
# Not the bank's word: what happened on our side.
OURS = {"", "changed", "superseded", "cancelled", "order_cancelled"}


def refusal_words(payment: Payment | None) -> str:
    """Return why the last try did not go through, or nothing."""
    if payment is None or payment.error in OURS:
        return ""
    if payment.error in AUTHENTICATION:
        return _("Authentification annulée. Rien n'a été débité. Réessayez, ou payez autrement.")
    return _(
        "Le paiement n'a pas abouti : votre banque a refusé la carte. Rien n'a été débité. "
        "Essayez un autre moyen de paiement."
    )
