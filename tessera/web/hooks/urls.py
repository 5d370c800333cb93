"""Addresses that programs of others call."""

from django.urls import path

from tessera.web.hooks import views

app_name = "hooks"

urlpatterns = [
    path("payments/<slug:method>/", views.payment_notice, name="payment_notice"),
]
