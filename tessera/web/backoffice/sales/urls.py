"""Addresses: orders, tickets and customers."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
