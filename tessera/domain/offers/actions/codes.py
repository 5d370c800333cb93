"""Writing codes: one that somebody chose, or many by chance. The story opens their pools."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from tessera.domain.offers.codes import LENGTH, normal, require_code
from tessera.domain.offers.errors import CodeTaken
from tessera.domain.offers.models import Code, CodeBatch, Offer
from tessera.lib.ids import READABLE
from tessera.lib.ready import any_of

DRAFT = "CREATE TEMPORARY TABLE IF NOT EXISTS code_draft (text varchar(40)) ON COMMIT DELETE ROWS"

WRITE = """
INSERT INTO tessera_code (shop_id, offer_id, batch_id, text, max_uses, is_active, created_at)
SELECT %(shop)s, %(offer)s, %(batch)s, text, %(uses)s, true, %(at)s FROM code_draft
ON CONFLICT DO NOTHING
"""

FAIR = len(READABLE) * (256 // len(READABLE))
"""Random bytes below this fall on every letter equally often."""
LETTERS = bytes(ord(READABLE[byte % len(READABLE)]) for byte in range(256))
UNFAIR = bytes(range(FAIR, 256))


def add_code(offer: Offer, text: str, *, max_uses: int | None, at: datetime) -> Code:
    """A code that somebody chose. Refuses (BadCode) what cannot be typed, (CodeTaken) another's."""
    kept = require_code(text)
    code, is_new = Code.objects.get_or_create(
        shop_id=offer.shop_id,
        text=kept,
        defaults={"offer": offer, "max_uses": max_uses, "created_at": at},
    )
    if not is_new:
        raise CodeTaken(
            _("There is a code “%(code)s” in this shop already. Choose another.") % {"code": kept}
        )
    return code


def begin_batch(offer: Offer, *, at: datetime, wanted: int, **facts: Any) -> CodeBatch:
    """Codes that are to be made together: `label`, `prefix`, `max_uses` each."""
    facts["prefix"] = normal(facts.get("prefix", ""))
    return CodeBatch.objects.create(offer=offer, wanted=wanted, created_at=at, **facts)


def make_codes(batch: CodeBatch, *, most: int, at: datetime) -> int:
    """Make as many of the batch's codes as are missing, up to `most`; says how many were made.

    The database is told them in one stream; what another code reads already is drawn again.
    """
    missing = min(most, batch.wanted - batch.made)
    made = 0
    while made < missing:
        made += _write(batch, missing - made, at=at)
    batch.made += made
    batch.save(update_fields=["made"])
    return made


def set_active(codes: Iterable[int], *, is_active: bool) -> int:
    """Switch codes (ids) on or off; says how many changed."""
    found = Code.objects.filter(any_of("id", list(codes))).exclude(is_active=is_active)
    return found.update(is_active=is_active)


def set_max_uses(code: Code, *, max_uses: int | None) -> None:
    """How often the code may be used from now on."""
    code.max_uses = max_uses
    code.save(update_fields=["max_uses"])


def delete_code(code: Code) -> None:
    """Remove a code that no order knows."""
    code.delete()


def _write(batch: CodeBatch, many: int, *, at: datetime) -> int:
    facts = {
        "shop": batch.offer.shop_id,
        "offer": batch.offer_id,
        "batch": batch.pk,
        "uses": batch.max_uses,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(DRAFT)
        cursor.execute("TRUNCATE code_draft")
        with cursor.copy("COPY code_draft (text) FROM STDIN") as copy:
            copy.write("".join(f"{batch.prefix}{text}\n" for text in _by_chance(many)))
        cursor.execute(WRITE, facts)
        return int(cursor.rowcount)


def _by_chance(many: int) -> set[str]:
    """So many codes of the readable alphabet, every letter as likely as another."""
    found: set[str] = set()
    while len(found) < many:
        drawn = secrets.token_bytes(LENGTH + LENGTH * (many - len(found)))
        letters = drawn.translate(LETTERS, UNFAIR).decode("ascii")
        for start in range(0, len(letters) - LENGTH + 1, LENGTH):
            found.add(letters[start : start + LENGTH])
            if len(found) == many:
                break
    return found
