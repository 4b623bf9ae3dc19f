"""The addresses of the cart app."""

from django.urls import path

from cart import views

app_name = "cart"
urlpatterns = [
    path("panier/", views.cart, name="cart"),
    path("panier/lignes/", views.lines, name="lines"),
    path("panier/lignes/<int:pk>/", views.line, name="line"),
    path("panier/favoris/", views.favourites, name="favourites"),
    path("panier/prolongation/", views.extension, name="extension"),
    path("panier/reservation/", views.hold, name="hold"),
    path("panier/changements/", views.changes, name="changes"),
]
