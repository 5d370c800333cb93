"""Addresses: automatic mails, and the messages that were sent."""

from django.urls import URLPattern, path

from tessera.web.backoffice.marketing import mails, outbox

urlpatterns: list[URLPattern] = [
    path("<slug:shop>/mails/", mails.mails, name="mails"),
    path("<slug:shop>/mails/<slug:mail>/", mails.edit_mail, name="edit_mail"),
    path("<slug:shop>/mails/<slug:mail>/preview/", mails.mail_preview, name="mail_preview"),
    path("<slug:shop>/mails/<slug:mail>/reset/", mails.reset, name="reset_mail"),
    path("<slug:shop>/messages/", outbox.outbox, name="messages"),
    path("<slug:shop>/messages/<int:message_id>/", outbox.message, name="message"),
    path("<slug:shop>/messages/<int:message_id>/body/", outbox.message_body, name="message_body"),
    path(
        "<slug:shop>/messages/<int:message_id>/attempt/",
        outbox.send_message_again,
        name="send_message_again",
    ),
]
