"""Addresses of offers."""

from django.urls import URLPattern, path

from tessera.web.backoffice.offers import (
    code,
    codes,
    editing,
    files,
    listing,
    overview,
    sharing,
    trying,
)

OFFERS = "<slug:shop>/offers"
OFFER = f"{OFFERS}/<int:offer_id>"
CODE = f"{OFFER}/codes/<int:offer_code>"

urlpatterns: list[URLPattern] = [
    path(f"{OFFERS}/", listing.offers, name="offers"),
    path(f"{OFFERS}/new/", editing.new_offer, name="new_offer"),
    path(f"{OFFERS}/trial/", trying.try_offers, name="try_offers"),
    path(f"{OFFERS}/customers/", editing.find_customers, name="find_customers"),
    path(f"{OFFER}/", overview.offer, name="offer"),
    path(f"{OFFER}/settings/", editing.edit_offer, name="edit_offer"),
    path(f"{OFFER}/place/", listing.move_offer, name="move_offer"),
    path(f"{OFFER}/publication/", listing.switch_offer, name="switch_offer"),
    path(f"{OFFER}/copies/", editing.duplicate_offer, name="duplicate_offer"),
    path(f"{OFFER}/removal/", editing.delete_offer, name="delete_offer"),
    path(f"{OFFER}/uses/export/", files.uses_file, name="uses_file"),
    path(f"{OFFER}/codes/", codes.codes, name="codes"),
    path(f"{OFFER}/codes/new/", codes.add_code, name="add_code"),
    path(f"{OFFER}/codes/batches/", codes.code_batches, name="code_batches"),
    path(f"{OFFER}/codes/batches/new/", codes.make_codes, name="make_codes"),
    path(f"{OFFER}/codes/switch/", codes.switch_codes, name="switch_codes"),
    path(f"{OFFER}/codes/export/", files.codes_file, name="codes_file"),
    path(f"{CODE}/", code.code, name="code"),
    path(f"{CODE}/switch/", code.switch_code, name="switch_code"),
    path(f"{CODE}/removal/", code.delete_code, name="delete_code"),
    path(f"{CODE}/picture.<slug:form>", sharing.code_picture, name="code_picture"),
]
