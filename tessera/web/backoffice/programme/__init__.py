"""Events, dates, zones and tariffs."""
