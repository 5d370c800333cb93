"""Forms of a bank's file."""
