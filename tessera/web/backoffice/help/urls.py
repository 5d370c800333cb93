"""The addresses of the guides."""

from django.urls import path

from tessera.web.backoffice.help import views

urlpatterns = [
    path("<slug:shop>/help/", views.index, name="help"),
    path("<slug:shop>/help/<slug:guide>/", views.guide, name="guide"),
    path("<slug:shop>/help/pictures/<str:file>", views.picture, name="guide_picture"),
]
