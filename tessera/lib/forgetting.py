"""Taking words out of texts and facts."""

import re
from collections.abc import Collection
from typing import Any

GONE = "…"


def scrubbed(value: Any, words: Collection[str]) -> Any:
    """The same text, list or facts, with each of the words replaced wherever it stands alone."""
    if isinstance(value, dict):
        return {name: scrubbed(each, words) for name, each in value.items()}
    if isinstance(value, list):
        return [scrubbed(each, words) for each in value]
    if isinstance(value, str):
        for word in sorted(words, key=len, reverse=True):
            value = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", GONE, value, flags=re.IGNORECASE)
    return value
