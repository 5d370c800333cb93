"""How codes are written and read."""

import re
import unicodedata

from django.utils.translation import gettext as _

from tessera.domain.offers.errors import BadCode

SHORTEST, LONGEST = 3, 40
LENGTH = 8
"""Letters of a code made by chance: eight of the readable alphabet, 850,000 million."""


def normal(text: str) -> str:
    """A code as it is stored and compared: capitals without accents, spaces and dashes."""
    plain = unicodedata.normalize("NFKD", text.upper())
    return re.sub(r"[^A-Z0-9]", "", plain)[:LONGEST]


def require_code(text: str) -> str:
    """The code as it is stored; refuses (BadCode) what cannot be typed, is too short or long."""
    kept = normal(text)
    if len(kept) < SHORTEST or len(re.sub(r"[\s\-–_]", "", text)) > LONGEST:
        raise BadCode(
            _("A code has %(least)d to %(most)d letters and digits.")
            % {"least": SHORTEST, "most": LONGEST}
        )
    return kept
