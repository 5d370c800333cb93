"""Promotional offers: what they do, for whom, their codes, and what became of them."""
