"""Figures: reads over what was sold and who came."""
