"""The API's resources: what each answers and how its rows are built."""
