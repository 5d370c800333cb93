"""One file, one figure: `measure(house)` yields its JSON lines."""
