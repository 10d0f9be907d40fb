"""SearchEntry: the words of a public record as a search finds them, whatever their ending and accents."""

import re

from django.db import models

from summits.languages import folded

WORD = re.compile(r"[^\W_]+")


def plain_words(text: str) -> str:
    """The words of a text in lower case, without accents, signs and punctuation."""
    return " ".join(WORD.findall(folded(text)))


class WordsField(models.TextField):
    """Plain words, with the look-up ``has``: these words in this order, by their stems."""


@WordsField.register_lookup
class Has(models.Lookup):
    """Each database stems by its own index: FTS5's on SQLite, a tsvector's on PostgreSQL."""

    lookup_name = "has"

    def as_sqlite(self, compiler, connection):
        field, _none = self.process_lhs(compiler, connection)
        words, params = self.process_rhs(compiler, connection)
        return f"{field} MATCH {words}", [f'"{one}"' for one in params]

    def as_postgresql(self, compiler, connection):
        field, _none = self.process_lhs(compiler, connection)
        words, params = self.process_rhs(compiler, connection)
        stems = f"to_tsvector('nss_words', {field})"
        return f"{stems} @@ phraseto_tsquery('nss_words', {words})", params


class SearchEntry(models.Model):
    """One row for each public record that can be searched for, renewed with each Change.

    ``key`` is the record's primary key, a UUID without hyphens. The table is made by hand in its
    migration: on SQLite it is an FTS5 table, on PostgreSQL one with an index of stems.
    """

    id = models.BigAutoField(primary_key=True, db_column="rowid")
    record_type = models.CharField(max_length=20)
    key = models.CharField(max_length=36)
    words = WordsField()

    def __str__(self) -> str:
        return f"{self.record_type} {self.key}"
