"""Addresses: invoices, and what the accountant needs."""

from django.urls import URLPattern, path

from tessera.web.backoffice.accounting import bank, bank_review, invoices

urlpatterns: list[URLPattern] = [
    path("<slug:shop>/invoices/", invoices.invoices, name="invoices"),
    path("<slug:shop>/invoices.csv", invoices.invoices_csv, name="invoices_csv"),
    path("<slug:shop>/invoices/<int:paper>.pdf", invoices.invoice_pdf, name="invoice_pdf"),
    path("<slug:shop>/bank-files/", bank.bank_files, name="bank_files"),
    path("<slug:shop>/bank-files/columns/", bank.bank_columns, name="bank_columns"),
    path("<slug:shop>/bank-files/<int:bank_file>/", bank_review.bank_file, name="bank_file"),
    path(
        "<slug:shop>/bank-files/<int:bank_file>/<int:bank_entry>/",
        bank_review.bank_entry,
        name="bank_entry",
    ),
]
