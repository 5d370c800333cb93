"""What the shop says to its buyers."""
