"""The addresses of the account, below a language."""

from django.urls import path

from tessera.web.account import memberships, views

app_name = "account"

urlpatterns = [
    path("", views.home, name="home"),
    path("memberships/", memberships.memberships, name="memberships"),
    path("memberships/<int:membership>/end/", memberships.stop, name="stop"),
    path("memberships/<int:membership>/renewal/", memberships.take_back, name="take_back"),
    path("memberships/<int:membership>/card.pdf", memberships.card, name="card"),
    path("privacy/", memberships.privacy, name="privacy"),
]
