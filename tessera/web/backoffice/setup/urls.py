"""Addresses: making a shop, its settings and its opening."""

from django.urls import URLPattern, path

from tessera.web.backoffice.setup import duplicating, opening, preview, settings, wizard

SHOP, OPENING = "<slug:shop>/settings/", "<slug:shop>/opening/"

urlpatterns: list[URLPattern] = [
    path("new-shop/", wizard.new_shop, name="new_shop"),
    path("<slug:shop>/wizard/", wizard.wizard, name="wizard"),
    path("<slug:shop>/wizard/<slug:step>/", wizard.wizard, name="wizard"),
    path(SHOP, settings.settings, name="settings"),
    path(f"{SHOP}look/", settings.look, name="look"),
    path(f"{SHOP}look/preview/", preview.preview_look, name="preview_look"),
    path(f"{SHOP}<slug:tab>/", settings.settings, name="settings"),
    path("<slug:shop>/edition/", duplicating.duplicate, name="duplicate_shop"),
    path(OPENING, opening.opening, name="opening"),
    path(f"{OPENING}sale/", opening.open_sale, name="open_sale"),
    path(f"{OPENING}end/", opening.close_sale, name="close_sale"),
    path(f"{OPENING}visibility/", opening.change_visibility, name="change_visibility"),
    path(f"{OPENING}test-mode/", opening.change_test_mode, name="change_test_mode"),
    path(f"{OPENING}test-orders/", opening.remove_tests, name="remove_tests"),
]
