"""A build under a running server leaves what the server still shows."""

import json
import os
from pathlib import Path

from tessera.ops.old_assets import KEPT, remember, sweep

NOW = 1_800_000_000.0


def build(folder: Path, *names: str) -> None:
    """What a build leaves: each file, its hashed copy, that pressed, and the manifest."""
    paths = {}
    for name in names:
        stem = name.split("-")[0]
        paths[f"{stem}.css"] = f"{name}.css"
        for made in (f"{stem}.css", f"{name}.css", f"{name}.css.br"):
            (folder / made).write_text("a{}")
    (folder / "staticfiles.json").write_text(json.dumps({"paths": paths}))


def at(folder: Path, moment: float) -> None:
    """Every file is of that moment."""
    for path in folder.iterdir():
        os.utime(path, (moment, moment))


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"staticfiles.json"}


def test_the_build_before_stays_for_a_day(tmp_path: Path) -> None:
    build(tmp_path, "shop-111")
    at(tmp_path, NOW - 30 * KEPT)
    remember(tmp_path)
    began = (tmp_path / "shop-111.css").stat().st_mtime
    build(tmp_path, "shop-222")

    assert sweep(tmp_path, now=began + KEPT - 1) == 0
    assert {"shop-111.css", "shop-111.css.br", "shop-222.css"} <= names(tmp_path)

    assert sweep(tmp_path, now=began + KEPT + 1) == 2
    assert names(tmp_path) == {"shop.css", "shop-222.css", "shop-222.css.br"}


def test_what_is_in_use_stays_however_old(tmp_path: Path) -> None:
    build(tmp_path, "shop-111")
    at(tmp_path, NOW - 30 * KEPT)
    assert sweep(tmp_path, now=NOW) == 0


def test_the_first_build_finds_nothing(tmp_path: Path) -> None:
    remember(tmp_path)
    assert sweep(tmp_path, now=NOW) == 0
