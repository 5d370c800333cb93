"""Writing the catalogue."""

from tessera.domain.catalogue.actions.copies import copy_event, copy_tariffs, copy_zones
from tessera.domain.catalogue.actions.dates import (
    add_dates,
    delete_dates,
    keep_dates,
    serve_only,
)
from tessera.domain.catalogue.actions.events import (
    add_date,
    add_zone,
    change_event,
    create_event,
    delete_event,
    keep_picture,
    set_picture,
)
from tessera.domain.catalogue.actions.products import (
    add_tariff,
    change_tariff,
    delete_tariff,
    make_tariff,
    place_products,
    set_price,
)
from tessera.domain.catalogue.actions.zones import change_zone, delete_zone, place_zones

__all__ = [
    "add_date",
    "add_dates",
    "add_tariff",
    "add_zone",
    "change_event",
    "change_tariff",
    "change_zone",
    "copy_event",
    "copy_tariffs",
    "copy_zones",
    "create_event",
    "delete_dates",
    "delete_event",
    "delete_tariff",
    "delete_zone",
    "keep_dates",
    "keep_picture",
    "make_tariff",
    "place_products",
    "place_zones",
    "serve_only",
    "set_picture",
    "set_price",
]
