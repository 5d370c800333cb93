"""Orders, tickets and customers."""
