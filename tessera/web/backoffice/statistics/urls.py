"""Addresses: dashboard and pictures of the sales."""

from django.urls import URLPattern, path

from tessera.web.backoffice.statistics import dashboard, door, downloads, entries, event, reports

urlpatterns: list[URLPattern] = [
    path("<slug:shop>/", dashboard.dashboard, name="dashboard"),
    path("<slug:shop>/tonight/", entries.tonight, name="tonight"),
    path("<slug:shop>/door/", door.door, name="door"),
    path("<slug:shop>/figures/<slug:picture>.csv", downloads.figures_csv, name="figures_csv"),
    path("<slug:shop>/figures/<slug:picture>.json", downloads.figures_json, name="figures_json"),
    path("<slug:shop>/events/<slug:event>/figures/", event.event_figures, name="event_figures"),
    path("<slug:shop>/reports/", reports.reports, name="reports"),
    path("<slug:shop>/reports/<slug:code>/", reports.report, name="report"),
    path("<slug:shop>/reports/<slug:code>.csv", reports.report_csv, name="report_csv"),
    path("<slug:shop>/reports/<slug:code>.xlsx", reports.report_xlsx, name="report_xlsx"),
]
