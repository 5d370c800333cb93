"""Ways to draw an invoice."""
