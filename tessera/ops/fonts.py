"""Cuts fonts down to what pages show, so that a first visit is light."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

SOURCES = Path("node_modules/@fontsource-variable")
# What western Europe writes with, its typography and its money; other letters fall back.
LETTERS = [
    *range(0x20, 0x7F),
    *map(ord, "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŒàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœß"),
    *map(ord, "‘’‚“”„«»‹›–—…•·×°©€£\u00a0\u202f"),
]


@dataclass(frozen=True)
class Cut:
    """A font to make: from which file, how much of its axes, with which features."""

    name: str
    source: str
    axes: dict[str, tuple[float, float] | float]
    features: tuple[str, ...]


CUTS = [
    Cut(
        "inter",
        "inter/files/inter-latin-wght-normal.woff2",
        {"wght": (400, 700)},
        ("tnum",),
    ),
    Cut(
        "fraunces",
        "fraunces/files/fraunces-latin-full-normal.woff2",
        {"wght": 600, "opsz": 72, "SOFT": 0, "WONK": 0},
        ("kern", "lnum"),
    ),
]

# Documents need the same faces whole, in a form that printers read; no browser loads them.
FACES = {
    "inter": ["400Regular/Inter_400Regular", "600SemiBold/Inter_600SemiBold"],
    "fraunces": ["600SemiBold/Fraunces_600SemiBold"],
    # Swiss payment slips allow four families; this one is Liberation Sans under its first name.
    "arimo": ["400Regular/Arimo_400Regular", "700Bold/Arimo_700Bold"],
}


def copy_faces(folder: Path) -> None:
    """Puts the faces of documents into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for family, faces in FACES.items():
        for face in faces:
            shutil.copy(f"node_modules/@expo-google-fonts/{family}/{face}.ttf", folder)


def make(cut: Cut, folder: Path) -> Path:
    """Writes the font, and answers where."""
    font = TTFont(SOURCES / cut.source)
    options = subset.Options()
    options.layout_features = list(cut.features)
    options.hinting = False
    options.flavor = "woff2"
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    font = instancer.instantiateVariableFont(font, cut.axes)
    path = folder / f"{cut.name}.woff2"
    subset.save_font(font, path, options)
    return path


def main() -> None:
    """Fills two folders: what browsers load, and what documents are set in."""
    for_browsers, for_documents = Path(sys.argv[1]), Path(sys.argv[2])
    for_browsers.mkdir(parents=True, exist_ok=True)
    for cut in CUTS:
        make(cut, for_browsers)
    copy_faces(for_documents)


if __name__ == "__main__":
    main()
