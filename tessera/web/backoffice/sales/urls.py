"""Addresses: orders, tickets and customers."""

from django.urls import URLPattern, path

from tessera.web.backoffice.sales import approvals, deadlines, methods, refunds

METHODS = "<slug:shop>/payment-methods/"

urlpatterns: list[URLPattern] = [
    path("<slug:shop>/orders/<str:number>/authorisation/", approvals.authorise, name="authorise"),
    path("<slug:shop>/orders/<str:number>/refusal/", approvals.refuse, name="refuse"),
    path(
        "<slug:shop>/orders/<str:number>/withdrawal/",
        approvals.withdraw,
        name="withdraw_approval",
    ),
    path("<slug:shop>/orders/<str:number>/deadline/", deadlines.extend, name="extend_deadline"),
    path("<slug:shop>/orders/<str:number>/pause/", deadlines.pause, name="pause_deadline"),
    path(METHODS, methods.methods, name="methods"),
    path(f"{METHODS}new/", methods.new_method, name="new_method"),
    path(f"{METHODS}<slug:method>/", methods.edit_method, name="edit_method"),
    path(f"{METHODS}<slug:method>/state/", methods.switch_method, name="switch_method"),
    path(f"{METHODS}<slug:method>/position/", methods.move_method, name="move_method"),
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
