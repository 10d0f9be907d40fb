"""Commitments, reports and sources from an editor's spreadsheet, as drafts."""
