"""Wiring: settings, the list of doors, the timetable."""
