"""The addresses of the checkout app."""

from django.urls import path

from checkout.views import contact, delivery, find_order, order, pay_again, payment, thanks

app_name = "checkout"
urlpatterns = [
    path("commande/coordonnees/", contact.contact, name="contact"),
    path("commande/coordonnees/e-mail/", contact.email, name="email"),
    path("commande/livraison/", delivery.delivery, name="delivery"),
    path("commande/paiement/", payment.payment, name="payment"),
    path("commande/merci/<str:key>/", thanks.thanks, name="thanks"),
    path("commandes/<slug:number>/", order.order, name="order"),
    path("commandes/<slug:number>/paiement/", pay_again.pay_again, name="pay_again"),
    path("commandes/<slug:number>/documents/<slug:kind>/", order.document, name="document"),
    path("suivi/", find_order.find_order, name="find_order"),
]
