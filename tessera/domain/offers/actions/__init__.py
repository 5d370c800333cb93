"""Writing the tables of offers."""
