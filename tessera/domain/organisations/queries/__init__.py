"""Reading organisations, teams and tokens."""
