"""How fast the house is, measured over HTTP as buyers and stewards feel it."""
