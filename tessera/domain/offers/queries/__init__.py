"""Reading the tables of offers."""
