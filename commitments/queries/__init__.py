"""Reads that span models; they return dataclasses or plain dicts, never HTML."""
