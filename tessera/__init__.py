"""Tessera: tickets, from the first look to the door."""

__version__ = "0.1.0"
