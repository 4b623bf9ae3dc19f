"""What a buyer types, checked and converted, one screen a file."""

from checkout.forms.contact import ContactForm
from checkout.forms.delivery import DeliveryForm
from checkout.forms.find_order import FindOrderForm
from checkout.forms.payment import PayAgainForm, PaymentForm

__all__ = ["ContactForm", "DeliveryForm", "FindOrderForm", "PayAgainForm", "PaymentForm"]
