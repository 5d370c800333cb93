"""The page about the architecture shows the house as it is."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture import sources
from tests.docs.pages import blocks

PAGE = "docs/ARCHITECTURE.md"
NOT_PACKAGES = {"locale", "migrations", "templates", "templatetags", "assets", "static"}
SPREAD = {"views", "queries", "models"}


def drawn() -> Iterator[str]:
    """Every folder of the tree on the page, as "tessera/web/shop"."""
    (tree,) = [text for _, text in blocks(PAGE, "") if text.startswith("tessera/\n")]
    above: list[str] = []
    for line in tree.splitlines():
        found = re.match(r"( *)(\S+)/(\s|$)", line)
        assert found, f"not a folder: {line}"
        above[len(found[1]) // 2 :] = [found[2]]
        yield "/".join(above)


def real() -> Iterator[str]:
    """Every package down to the third floor: rooms of a noun or a door are its own matter."""
    for path in sorted([sources.APP, *sources.APP.glob("*"), *sources.APP.glob("*/*")]):
        if path.name not in NOT_PACKAGES | SPREAD and (path / "__init__.py").exists():
            yield path.relative_to(sources.ROOT).as_posix()


def test_the_tree_on_the_page_is_the_real_one() -> None:
    shown, built = set(drawn()), set(real())
    assert shown - built == set(), "drawn, but not built: take it off docs/ARCHITECTURE.md"
    assert built - shown == set(), "built, but not drawn: say on docs/ARCHITECTURE.md what it is"


def test_the_nouns_stand_in_the_order_of_the_contract() -> None:
    depth = sources.order_of_nouns()
    nouns = [path.removeprefix("tessera/domain/") for path in drawn() if "/domain/" in path]
    depths = [depth[noun] for noun in nouns]
    assert depths == sorted(depths), "a lower noun never knows a higher one"


def test_the_layers_stand_in_the_order_of_the_contract() -> None:
    picture = next(text for _, text in blocks(PAGE, "") if "──>" in text)
    layers = [layer.strip() for layer in picture.splitlines()[0].split("──>")]
    assert layers == sources.contract("Doors call stories, stories call nouns, nouns call tools")


def test_the_flows_on_the_page_exist() -> None:
    text = (sources.ROOT / PAGE).read_text()
    table = text.split("## The life of a purchase")[1].split("\n## ")[0]
    for story, verb in re.findall(r"`(\w+)\.(\w+)`", table):
        path = Path("tessera/flows") / f"{story}.py"
        assert f"def {verb}(" in (sources.ROOT / path).read_text(), f"{path} has no {verb}"
