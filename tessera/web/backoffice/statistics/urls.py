"""Addresses: dashboard and pictures of the sales."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
