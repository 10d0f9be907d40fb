"""Charts: numbers in, shapes out. Plain Python; lengths are percentages as SVG takes them."""
