"""People who might live between Geneva and Bern; none of them does."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

WITHOUT_ACCENTS = str.maketrans("àâäçéèêëîïôöùûüÉ", "aaaceeeeiioouuuE")


@dataclass(frozen=True, slots=True)
class Somebody:
    """A buyer's details."""

    email: str
    civility: str
    first_name: str
    last_name: str
    phone: str
    street: str
    postcode: str
    city: str
    language: str
    newsletter: bool


def people(random: Random, how_many: int) -> list[Somebody]:
    """So many different people, the same ones for the same seed."""
    crowd = tomllib.loads(Path(__file__).with_name("crowd.toml").read_text())
    return [_somebody(random, crowd, number) for number in range(how_many)]


def _somebody(random: Random, crowd: Mapping[str, Any], number: int) -> Somebody:
    first_name = random.choice(crowd["first_names"])
    last_name = random.choice(crowd["last_names"])
    town = random.choices(crowd["towns"], weights=[each["share"] for each in crowd["towns"]])[0]
    plain = f"{first_name}.{last_name}{number}".lower().translate(WITHOUT_ACCENTS)
    return Somebody(
        email=f"{plain}@courrier.example",
        civility=random.choice(["mrs", "mr", ""]),
        first_name=first_name,
        last_name=last_name,
        phone=f"+41 79 555 {random.randrange(100):02d} {random.randrange(100):02d}",
        street=f"{random.choice(crowd['streets'])} {random.randrange(1, 60)}",
        postcode=town["postcode"],
        city=town["city"],
        language="fr" if random.random() < 0.86 else "en",
        newsletter=random.random() < 0.35,
    )
