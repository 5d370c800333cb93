"""Addresses: events, dates, zones and tariffs."""

from django.urls import URLPattern, path

from tessera.web.backoffice.programme import adding, changing, dates, event, events

EVENT = "<slug:shop>/events/<slug:event>/"

urlpatterns: list[URLPattern] = [
    path("<slug:shop>/events/", events.events, name="events"),
    path("<slug:shop>/events/new/", events.new_event, name="new_event"),
    path(EVENT, event.event, name="event"),
    path(f"{EVENT}edit/", event.edit_event, name="edit_event"),
    path(f"{EVENT}duplicate/", event.duplicate_event, name="duplicate_event"),
    path(f"{EVENT}archive/", event.archive_event, name="archive_event"),
    path(f"{EVENT}deletion/", event.delete_event, name="delete_event"),
    path(f"{EVENT}dates/", dates.dates, name="dates"),
    path(f"{EVENT}dates/new/", adding.add_dates, name="add_dates"),
    path(f"{EVENT}dates/paste/", adding.paste_dates, name="paste_dates"),
    path(f"{EVENT}dates/change/", changing.change_dates, name="change_dates"),
    path(f"{EVENT}dates/calling-off/", changing.call_off_dates, name="call_off_dates"),
    path(f"{EVENT}dates/deletion/", changing.delete_dates, name="delete_dates"),
    path(f"{EVENT}dates/<int:date>/", dates.edit_date, name="edit_date"),
]
