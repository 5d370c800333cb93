"""The demo's theatre: an organisation, a season, people and past orders."""


def load() -> None:
    """Fills an empty database; does nothing when it is filled."""
