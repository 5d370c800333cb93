"""What the documentation points at is there."""

import re
from pathlib import Path

import pytest

from tessera.ops import cli
from tests.docs.pages import ROOT, links, pages

PATH = re.compile(r"`((?:tessera|tests|bench|docs)/[\w./-]+)`")
READ = re.compile(
    r"environ\.(?:get|setdefault)\(\s*\"([A-Z_]+)\"|(?:flag|words|whole)\(\"([A-Z_]+)\""
)


@pytest.mark.parametrize("page", pages(), ids=str)
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    lost = [link for link in links(page) if not (ROOT / page.parent / link).exists()]
    assert lost == []


@pytest.mark.parametrize("page", pages(), ids=str)
def test_paths_that_are_named_exist(page: Path) -> None:
    named = PATH.findall((ROOT / page).read_text())
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_variables_of_the_readme_are_read() -> None:
    table = (ROOT / "README.md").read_text().split("| variable |")[1].split("\n\n")[0]
    told = set(re.findall(r"`([A-Z][A-Z_]+)`", table))
    files = [*(ROOT / "tessera").rglob("*.py"), ROOT / "Makefile"]
    read = {a or b for path in files for a, b in READ.findall(path.read_text())}
    assert told - read == set(), "in README.md, but nothing reads it"


def test_the_commands_of_the_readme_exist() -> None:
    text = (ROOT / "README.md").read_text()
    targets = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.M)) <= targets
    assert set(re.findall(r"`tessera ([a-z]+)", text)) <= set(cli.COMMANDS)
