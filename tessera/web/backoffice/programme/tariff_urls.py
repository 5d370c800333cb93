"""Addresses of zones and tariffs."""

from django.urls import URLPattern, path

from tessera.web.backoffice.programme import tariff_edit, tariffs, zones

EVENT = "<slug:shop>/events/<slug:event>"

urlpatterns: list[URLPattern] = [
    path(f"{EVENT}/zones/", zones.zones, name="zones"),
    path(f"{EVENT}/zones/new/", zones.new_zone, name="new_zone"),
    path(f"{EVENT}/zones/<int:zone_id>/", zones.edit_zone, name="edit_zone"),
    path(f"{EVENT}/zones/<int:zone_id>/place/", zones.move_zone, name="move_zone"),
    path(f"{EVENT}/zones/<int:zone_id>/removal/", zones.delete_zone, name="delete_zone"),
    path(f"{EVENT}/tariffs/", tariffs.tariffs, name="tariffs"),
    path(f"{EVENT}/tariffs/new/", tariff_edit.new_tariff, name="new_tariff"),
    path(f"{EVENT}/tariffs/<int:product_id>/", tariff_edit.edit_tariff, name="edit_tariff"),
    path(f"{EVENT}/tariffs/<int:product_id>/place/", tariffs.move_tariff, name="move_tariff"),
    path(f"{EVENT}/tariffs/<int:product_id>/copies/", tariffs.copy_tariff, name="copy_tariff"),
    path(f"{EVENT}/tariffs/<int:product_id>/removal/", tariffs.delete_tariff, name="delete_tariff"),
]
