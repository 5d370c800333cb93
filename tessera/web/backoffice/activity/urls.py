"""The addresses of the log."""

from django.urls import path

from tessera.web.backoffice.activity import views

urlpatterns = [
    path("<slug:shop>/activity/", views.activity, name="activity"),
    path("<slug:shop>/activity.csv", views.activity_csv, name="activity_csv"),
]
