"""Files of orders and tickets: asked for, made in the background, forgotten after a week."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.domain.reporting import actions as reporting
from tessera.domain.reporting.errors import NotYours
from tessera.domain.reporting.models import Export
from tessera.domain.reporting.queries.files import Asked, count_asked, rows_asked
from tessera.domain.reporting.queries.kept import (
    exports_given_up,
    exports_to_forget,
    find_export,
    lock_export,
)
from tessera.domain.shops.models import Shop
from tessera.flows.steps.acting import actor_for
from tessera.lib.errors import NotFound
from tessera.lib.files import write_zip
from tessera.lib.jobs import job
from tessera.lib.sheets import SEPARATORS, write_csv, write_xlsx

STEP = 2000
"""Rows between two notes of how far the file is."""


@transaction.atomic(durable=True)
def ask_export(
    shop: Shop, *, asked: Asked, form: str, separator: str, by: Actor, at: datetime
) -> Export:
    """A file that a worker makes; its maker finds it under Exports for a week.

    Refuses (NotAllowed) who may not export, (NotYours) programs: a file is for a person.
    """
    require(by, Can.EXPORT)
    require_in(by, organisation_id=shop.organisation_id, shop_id=shop.id)
    if by.person_id is None:
        raise NotYours(_("Only people make exports; programs use the API."))
    export = reporting.ask_export(
        shop.id,
        person_id=by.person_id,
        at=at,
        kind=asked.kind,
        format=form,
        query=asked.query,
        options={
            "columns": list(asked.columns),
            "titles": list(asked.titles),
            "words": {name: dict(words) for name, words in asked.words.items()},
            "language": asked.language,
            "separator": separator,
        },
        rows_total=count_asked(by, shop, asked),
    )
    _note_taken(shop, asked=asked, form=form, rows=export.rows_total or 0, by=by, at=at)
    make_export.later(export_id=export.id)
    return export


@transaction.atomic(durable=True)
def note_export(shop: Shop, *, asked: Asked, form: str, rows: int, by: Actor, at: datetime) -> None:
    """Write down that somebody takes a file home at once. Refuses (NotAllowed) who may not."""
    require(by, Can.EXPORT)
    require_in(by, organisation_id=shop.organisation_id, shop_id=shop.id)
    _note_taken(shop, asked=asked, form=form, rows=rows, by=by, at=at)


def _note_taken(shop: Shop, *, asked: Asked, form: str, rows: int, by: Actor, at: datetime) -> None:
    """Who took which data out of the house, and how much of it."""
    activity.record(
        "data.exported",
        of=("shop", shop.id),
        shop=shop,
        by=by,
        at=at,
        kind=asked.kind,
        format=form,
        query=asked.query,
        rows=rows,
    )


@job(attempts=3)
def make_export(*, export_id: int) -> None:
    """Make the file, row by row; safe to repeat. What its maker may not see any more is left out.

    Rows are read outside of any transaction: only how far it is gets written meanwhile.
    """
    export = _start(export_id)
    if export is None:
        return
    actor = actor_for(export.person_id, organisation_id=export.shop.organisation_id)
    if actor is None or not actor.may_in(Can.EXPORT, export.shop_id):
        _fail(export, _("You no longer have the right to export."))
        return
    options = export.options
    asked = Asked(
        kind=export.kind,
        query=export.query,
        columns=options["columns"],
        titles=options["titles"],
        words=options["words"],
        language=options["language"],
    )
    with TemporaryDirectory(prefix="tessera-export-") as folder:
        path = Path(folder) / f"file.{export.format}"
        rows = _counted(export, rows_asked(actor, export.shop, asked))
        if export.format == "zip":
            write_zip(path, rows)
        elif export.format == "xlsx":
            write_xlsx(path, asked.titles, rows)
        else:
            separator = SEPARATORS.get(options["separator"], ",")
            write_csv(path, asked.titles, rows, separator=separator)
        _finish(export, path)


def forget_exports(*, at: datetime) -> int:
    """Delete the files that are older than a week, say how many; what hangs has failed."""
    _give_up(at)
    total = 0
    while gone := _forget_some(at):
        total += gone
    return total


@transaction.atomic(durable=True)
def forget_export(export_id: int, *, by: Actor) -> None:
    """The file is gone now. Refuses (NotFound) a file of somebody else."""
    require(by, Can.EXPORT)
    export = lock_export(export_id)
    if export is None or export.person_id != by.person_id:
        raise NotFound(_("There is no such export."))
    require_in(by, organisation_id=export.shop.organisation_id, shop_id=export.shop_id)
    reporting.forget_export(export)


@transaction.atomic(durable=True)
def _start(export_id: int) -> Export | None:
    """The export to make, with its shop; nothing when it is made or gone."""
    export = find_export(export_id)
    if export is None or export.is_over:
        return None
    reporting.note_export(export, status=Export.Status.RUNNING, rows_done=0)
    return export


@transaction.atomic(durable=True)
def _progress(export: Export, rows: int) -> None:
    reporting.note_export(export, rows_done=rows)


@transaction.atomic(durable=True)
def _fail(export: Export, why: str) -> None:
    reporting.note_export(export, status=Export.Status.FAILED, error=why[:200], finished_at=Now())


@transaction.atomic(durable=True)
def _finish(export: Export, path: Path) -> None:
    name = reporting.keep_file(export, name=path.name, path=path)
    reporting.note_export(export, status=Export.Status.DONE, file=name, finished_at=Now())


@transaction.atomic(durable=True)
def _give_up(at: datetime) -> None:
    for export in exports_given_up(at=at):
        reporting.note_export(export, status=Export.Status.FAILED, finished_at=at)


@transaction.atomic(durable=True)
def _forget_some(at: datetime) -> int:
    old = exports_to_forget(at=at)
    for export in old:
        reporting.forget_export(export)
    return len(old)


def _counted(export: Export, rows: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """The rows as they come; every so often it is written how many there were."""
    done = 0
    for done, row in enumerate(rows, start=1):
        yield row
        if done % STEP == 0:
            _progress(export, done)
    _progress(export, done)
