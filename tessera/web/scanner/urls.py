"""The scanner's addresses."""

from django.urls import path

from tessera.web.scanner import views

app_name = "scanner"

urlpatterns = [
    path("", views.home, name="home"),
    path("code/", views.code, name="code"),
    path("leaving/", views.leaving, name="leaving"),
    path("scan/", views.scan_page, name="scan"),
    path("scans/", views.scan, name="scans"),
    path("state/", views.state, name="state"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("icon.svg", views.icon, name="icon"),
    path("worker.js", views.worker, name="worker"),
]
