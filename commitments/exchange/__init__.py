"""Data in and out: the data package, read and written."""
