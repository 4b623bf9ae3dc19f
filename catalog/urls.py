"""The addresses of the catalog app."""

from django.urls import path

from catalog import views

app_name = "catalog"
urlpatterns = [
    path("rayons/<slug:slug>/", views.category, name="category"),
    path("produits/<slug:slug>/", views.product, name="product"),
]
