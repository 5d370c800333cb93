"""The addresses of customers."""

from django.urls import path

from tessera.web.backoffice.sales import customers, customers_changes, customers_file

urlpatterns = [
    path("<slug:shop>/customers/", customers.customers, name="customers"),
    path("<slug:shop>/customers/export/", customers_file.customers_file, name="customers_file"),
    path("<slug:shop>/customers/new/", customers_changes.add, name="add_customer"),
    path("<slug:shop>/customers/<int:customer_id>/", customers.customer, name="customer"),
    path(
        "<slug:shop>/customers/<int:customer_id>/editing/",
        customers_changes.edit,
        name="edit_customer",
    ),
    path(
        "<slug:shop>/customers/<int:customer_id>/newsletter/",
        customers.customer_newsletter,
        name="customer_newsletter",
    ),
    path(
        "<slug:shop>/customers/<int:customer_id>/merging/",
        customers_changes.merge,
        name="merge_customer",
    ),
    path(
        "<slug:shop>/customers/<int:customer_id>/erasure/",
        customers_changes.erase,
        name="erase_customer",
    ),
]
