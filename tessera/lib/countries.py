"""The countries of the world, by their ISO 3166 codes, in the reader's language."""

from functools import lru_cache
from unicodedata import normalize

from babel import Locale

NONE = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
"""Two letters that stand for no country."""


@lru_cache(maxsize=8)
def countries(language: str) -> dict[str, str]:
    """The name of every country by its code, sorted as the language sorts."""
    found = {
        code: str(name)
        for code, name in Locale.parse(language[:2]).territories.items()
        if len(code) == 2 and code.isalpha() and code not in NONE
    }
    return dict(sorted(found.items(), key=lambda each: normalize("NFKD", each[1].casefold())))


def is_country(code: str) -> bool:
    """Whether it is the code of a country."""
    return code in countries("en")
