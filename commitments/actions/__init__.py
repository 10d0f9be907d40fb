"""The only code that moves a review state or writes several tables."""
