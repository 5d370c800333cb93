"""Writing the catalogue."""

from tessera.domain.catalogue.actions.events import add_date, add_zone, create_event, set_picture
from tessera.domain.catalogue.actions.products import add_tariff, set_price

__all__ = [
    "add_date",
    "add_tariff",
    "add_zone",
    "create_event",
    "set_picture",
    "set_price",
]
