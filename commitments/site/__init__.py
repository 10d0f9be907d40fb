"""The public pages, one function each; markup lives in templates."""
