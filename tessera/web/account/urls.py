"""The addresses of the account, below a language."""

from django.urls import path

from tessera.web.account import views

app_name = "account"

urlpatterns = [
    path("", views.home, name="home"),
]
