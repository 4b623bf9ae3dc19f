"""The addresses of the aftersales app."""

from django.urls import path

from aftersales import views

app_name = "aftersales"
urlpatterns = [
    path("contact/", views.contact, name="contact"),
    path("contact/merci/<str:key>/", views.thanks, name="thanks"),
]
