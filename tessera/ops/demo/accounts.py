"""Who one can be in the demo: role, where to go, e-mail, password. Read before Django is set up."""

ACCOUNTS: list[tuple[str, str, str, str]] = []
