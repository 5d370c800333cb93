"""Where events are."""

from urllib.parse import urlencode

from tessera.domain.catalogue.models import Event

MAP = "https://www.openstreetmap.org/"


def map_address(event: Event) -> str:
    """Where the event is on OpenStreetMap: its position, or its address; "" for neither."""
    if event.latitude is not None and event.longitude is not None:
        there = f"{event.latitude:f}", f"{event.longitude:f}"
        return f"{MAP}?mlat={there[0]}&mlon={there[1]}#map=17/{there[0]}/{there[1]}"
    if not event.city:
        return ""
    town = f"{event.postcode} {event.city}".strip()
    return f"{MAP}search?{urlencode({'query': ', '.join(filter(None, (event.street, town)))})}"
