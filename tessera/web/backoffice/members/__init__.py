"""Members: settings, levels, plans, codes, the list of members and the page of each."""
