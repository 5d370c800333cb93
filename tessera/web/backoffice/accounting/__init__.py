"""Invoices, and what the accountant needs."""
