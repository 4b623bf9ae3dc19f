"""The addresses of the catalog app."""

from django.urls import path

from catalog.views import (
    alerts,
    back_in_stock,
    category,
    comparison,
    finder,
    guides,
    product,
    questions,
    recent,
    search,
    shared_wishlist,
    wishlist,
    wishlist_lines,
)

app_name = "catalog"
urlpatterns = [
    path("rayons/<slug:slug>/", category.category, name="category"),
    path("produits/<slug:slug>/", product.product, name="product"),
    path("produits/<slug:slug>/questions/", questions.questions, name="questions"),
    path("produits/<slug:slug>/questions/merci/", questions.asked, name="question_asked"),
    path("guides/", guides.guides, name="guides"),
    path("guides/<slug:slug>/", guides.guide, name="guide"),
    path("recherche/", search.results, name="search"),
    path("recherche/suggestions/", search.suggestions, name="suggestions"),
    path("choisir/<slug:slug>/", finder.finder, name="finder"),
    path("comparer/", comparison.comparison, name="comparison"),
    path("vus-recemment/", recent.recent, name="recent"),
    path("envies/", wishlist.wishlist, name="wishlist"),
    path("envies/lignes/", wishlist_lines.lines, name="wishlist_lines"),
    path("envies/lignes/<int:pk>/", wishlist_lines.line, name="wishlist_line"),
    path("envies/listes/", wishlist.lists, name="wishlists"),
    path("envies/listes/<int:pk>/", wishlist.one_list, name="one_wishlist"),
    path("envies/listes/<int:pk>/suppression/", wishlist.deletion, name="wishlist_deletion"),
    path("envies/listes/<int:pk>/partage/", wishlist.sharing, name="wishlist_sharing"),
    path("envies/listes/<int:pk>/envoi/", wishlist.sending, name="wishlist_sending"),
    path("envies/listes/<int:pk>/alertes/", alerts.alerts, name="wishlist_alerts"),
    path("envies/confirmation/<str:key>/", alerts.confirmation, name="confirm_alert"),
    path("envies/<str:key>/", shared_wishlist.shared_wishlist, name="shared_wishlist"),
    path("retour-en-stock/", back_in_stock.back_in_stock, name="back_in_stock"),
    path("retour-en-stock/merci/", back_in_stock.asked, name="asked_for_stock"),
    path("retour-en-stock/<str:key>/", back_in_stock.waiting, name="waiting"),
]
