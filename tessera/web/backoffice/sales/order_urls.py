"""Addresses: the list of orders, one order, what is done with it, tickets, files."""

from django.urls import URLPattern, path

from tessera.web.backoffice.sales import (
    batches,
    correcting,
    exports,
    order,
    orders,
    tickets,
    views,
)

urlpatterns: list[URLPattern] = [
    path("<slug:shop>/orders/", orders.orders, name="orders"),
    path("<slug:shop>/orders/<str:number>/", order.order, name="order"),
    path("<slug:shop>/orders/<str:number>/cancellation/", order.cancel, name="cancel_order"),
    path("<slug:shop>/orders/<str:number>/sending/", order.send_tickets, name="send_tickets"),
    path(
        "<slug:shop>/orders/<str:number>/payments/<int:payment_id>/approval/",
        order.approve_payment,
        name="approve_payment",
    ),
    path("<slug:shop>/orders.csv", exports.orders_csv, name="orders_csv"),
    path("<slug:shop>/orders/<str:number>/buyer/", correcting.edit_buyer, name="edit_buyer"),
    path("<slug:shop>/orders/<str:number>/note/", correcting.edit_note, name="edit_note"),
    path("<slug:shop>/tickets/<int:ticket>/holder/", correcting.edit_holder, name="edit_holder"),
    path("<slug:shop>/views/", views.keep_view, name="keep_view"),
    path("<slug:shop>/views/<int:view_id>/", views.edit_view, name="edit_view"),
    path("<slug:shop>/views/<int:view_id>/filters/", views.renew_view, name="renew_view"),
    path("<slug:shop>/views/<int:view_id>/deletion/", views.end_view, name="end_view"),
    path("<slug:shop>/batches/", batches.new_batch, name="batch_new"),
    path("<slug:shop>/batches/<int:batch_id>/", batches.batch, name="batch"),
    path("<slug:shop>/tickets/", tickets.tickets, name="tickets"),
    path("<slug:shop>/exports/new/", exports.export, name="export"),
    path("<slug:shop>/exports/", exports.exports, name="exports"),
    path("<slug:shop>/exports/<int:export_id>/file/", exports.export_file, name="export_file"),
    path("<slug:shop>/exports/<int:export_id>/deletion/", exports.end_export, name="end_export"),
]
