"""What the whole API shares: errors, formats, paging, its document and its addresses."""
