"""The pages of the documentation, and what stands in them."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FENCE = re.compile(r"^```(?P<kind>[a-z]*) ?(?P<name>\S*)\n(?P<text>.*?)^```$", re.M | re.S)
LINK = re.compile(r"!?\[[^\]]*\]\((?!https?:|#|mailto:)([^)#\s]+)")


def pages() -> list[Path]:
    """Every page, as a path from the root."""
    found = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    return sorted(path.relative_to(ROOT) for path in found)


def blocks(page: Path | str, kind: str) -> Iterator[tuple[str, str]]:
    """The fenced blocks of this kind: the name after the kind, and the text."""
    for found in FENCE.finditer((ROOT / page).read_text()):
        if found["kind"] == kind:
            yield found["name"], found["text"]


def links(page: Path) -> list[str]:
    """Links and pictures that lead to files of ours."""
    text = FENCE.sub("", (ROOT / page).read_text())
    return LINK.findall(text)
