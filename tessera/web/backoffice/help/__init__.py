"""Help where one stands: the guides of `docs/guides`, inside the back office."""
