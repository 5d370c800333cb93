"""What a file is to hold: orders or tickets, as somebody sees them, by a cursor of the database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tessera.domain.orders.queries import files as orders
from tessera.domain.orders.queries.criteria import criteria_from
from tessera.domain.orders.queries.criteria import narrowed as orders_narrowed
from tessera.domain.orders.queries.grid import orders_visible_to
from tessera.domain.organisations.rules import Actor
from tessera.domain.reporting.queries import (
    answer_files,
    customers,
    members_file,
    offer_files,
    tickets,
)
from tessera.domain.reporting.queries.customers_file import customer_rows
from tessera.domain.shops.models import Shop

KINDS = ("orders", "tickets_of_orders", "tickets", "customers", "codes", "offer_uses")
ANSWERS = ("buyers", "holders", "answer_files")


@dataclass(frozen=True, slots=True)
class Asked:
    """One file: of what (`kind`), narrowed by which address, with which columns.

    "orders" and "tickets_of_orders" are narrowed as the list of orders is, "tickets" as the list
    of tickets, "customers" as the list of customers; "codes" and "offer_uses" are of the offer
    that the address names; "buyers", "holders" and "answer_files" are of the answers to forms;
    "members" is narrowed as the list of members, "member_payments" to days that the address names.
    `words` say codes in the reader's language.
    """

    kind: str
    query: str
    columns: Sequence[str]
    titles: Sequence[str]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    language: str = "en"


def rows_asked(actor: Actor, shop: Shop, asked: Asked) -> Iterator[Sequence[Any]]:
    """The rows, of what the actor may see."""
    if asked.kind == "customers":
        return customer_rows(
            _found(actor, shop, asked),
            asked.columns,
            orders=orders_visible_to(actor, shop.id),
            words=asked.words,
            time_zone=shop.time_zone,
        )
    told = orders.Told(words=asked.words, time_zone=shop.time_zone, language=asked.language)
    if asked.kind in members_file.KINDS:
        found, kind, query = _found(actor, shop, asked), asked.kind, asked.query
        return members_file.rows(found, asked.columns, shop=shop, kind=kind, query=query, told=told)
    if asked.kind == "buyers":
        return answer_files.buyer_rows(_found(actor, shop, asked), asked.columns, told=told)
    if asked.kind == "holders":
        return answer_files.holder_rows(_found(actor, shop, asked), asked.columns, told=told)
    if asked.kind == "answer_files":
        return answer_files.file_rows(_found(actor, shop, asked))
    if asked.kind == "codes":
        return offer_files.code_rows(_found(actor, shop, asked), asked.columns, told=told)
    if asked.kind == "offer_uses":
        return offer_files.use_rows(_found(actor, shop, asked), asked.columns, told=told)
    if asked.kind == "orders":
        found = _found(actor, shop, asked)
        return orders.file_rows(found, asked.columns, told=told, seen_by=actor)
    return tickets.ticket_rows(_found(actor, shop, asked), asked.columns, told=told)


def count_asked(actor: Actor, shop: Shop, asked: Asked, *, most: int | None = None) -> int:
    """How many rows there will be, counted no further than `most`."""
    if asked.kind == "holders":
        return answer_files.count_holders(_found(actor, shop, asked))
    return int(_found(actor, shop, asked).order_by()[:most].count())


def _found(actor: Actor, shop: Shop, asked: Asked) -> Any:
    if asked.kind in ANSWERS:
        return answer_files.found(actor, shop, kind=asked.kind, query=asked.query)
    if asked.kind in members_file.KINDS:
        return members_file.found(actor, shop, kind=asked.kind, query=asked.query)
    if asked.kind == "customers":
        known = customers.customers_visible_to(actor, shop.id)
        wished = customers.asked_from(asked.query)
        return customers.narrowed(known, wished, time_zone=shop.time_zone)
    if asked.kind == "codes":
        return offer_files.codes_found(actor, shop, asked.query)
    if asked.kind == "offer_uses":
        return offer_files.uses_found(actor, shop, asked.query)
    seen = orders_visible_to(actor, shop.id)
    every = tickets.tickets_visible_to(actor, shop)
    if asked.kind == "tickets":
        wanted = tickets.wanted_from(asked.query)
        return tickets.narrowed(every, wanted, orders=seen, shop=shop)
    found = orders_narrowed(seen, criteria_from(asked.query), time_zone=shop.time_zone)
    return found if asked.kind == "orders" else tickets.tickets_among(found, every)
