"""The addresses of the catalog app."""

from django.urls import path

from catalog.views import category, product

app_name = "catalog"
urlpatterns = [
    path("rayons/<slug:slug>/", category.category, name="category"),
    path("produits/<slug:slug>/", product.product, name="product"),
]
