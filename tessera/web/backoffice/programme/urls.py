"""Addresses: events, dates, zones and tariffs."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
