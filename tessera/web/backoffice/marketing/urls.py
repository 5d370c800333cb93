"""Addresses: automatic mails."""

from django.urls import URLPattern, path

from tessera.web.backoffice.marketing import mails

urlpatterns: list[URLPattern] = [
    path("<slug:shop>/mails/", mails.mails, name="mails"),
    path("<slug:shop>/mails/<slug:mail>/", mails.edit_mail, name="edit_mail"),
    path("<slug:shop>/mails/<slug:mail>/preview/", mails.mail_preview, name="mail_preview"),
    path("<slug:shop>/mails/<slug:mail>/reset/", mails.reset, name="reset_mail"),
]
