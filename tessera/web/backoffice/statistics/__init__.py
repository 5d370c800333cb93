"""Dashboard and pictures of the sales."""
