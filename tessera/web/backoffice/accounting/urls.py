"""Addresses: invoices, and what the accountant needs."""

from django.urls import URLPattern, path

from tessera.web.backoffice.accounting import invoices

urlpatterns: list[URLPattern] = [
    path("<slug:shop>/invoices/", invoices.invoices, name="invoices"),
    path("<slug:shop>/invoices.csv", invoices.invoices_csv, name="invoices_csv"),
    path("<slug:shop>/invoices/<int:paper>.pdf", invoices.invoice_pdf, name="invoice_pdf"),
]
