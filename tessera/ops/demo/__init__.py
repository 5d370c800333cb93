"""The demo's theatre: an organisation, a season, people and past orders."""


def load() -> None:
    """Fills an empty database; does nothing when there is an organisation already."""
    from tessera.ops.demo.loading import load_theatre  # noqa: PLC0415  # needs Django set up

    load_theatre()
