"""Addresses: making a shop, its settings and its opening."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
