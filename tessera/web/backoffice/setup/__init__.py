"""Making a shop, its settings and its opening."""
