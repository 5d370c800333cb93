"""The subcommands of `tessera`: `arguments` declares what one takes, `run` does it."""
