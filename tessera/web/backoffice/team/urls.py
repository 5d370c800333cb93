"""Addresses: who works here, and what each may do."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
