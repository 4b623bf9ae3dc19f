"""The addresses of the returns app."""

from django.urls import path

from returns import views

app_name = "returns"
urlpatterns = [
    path("renoncer-au-contrat/", views.withdrawal, name="withdrawal"),
    path("renoncer-au-contrat/confirmation/", views.confirmation, name="confirmation"),
    path("renoncer-au-contrat/accuse/<str:key>/", views.receipt, name="receipt"),
    path("renoncer-au-contrat/accuse/<str:key>/pdf/", views.receipt_pdf, name="receipt_pdf"),
]
