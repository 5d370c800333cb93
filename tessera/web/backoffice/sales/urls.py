"""Addresses: orders, tickets and customers."""

from django.urls import URLPattern, path

from tessera.web.backoffice.sales import refunds

urlpatterns: list[URLPattern] = [
    path("<slug:shop>/refunds/", refunds.refunds, name="refunds"),
    path(
        "<slug:shop>/orders/<str:number>/payments/<int:payment_id>/refunds/",
        refunds.give_back,
        name="give_back",
    ),
    path(
        "<slug:shop>/orders/<str:number>/refunds/<int:refund_id>/",
        refunds.record_refund,
        name="record_refund",
    ),
]
