"""The editors' part, one file per record; buttons call actions."""
