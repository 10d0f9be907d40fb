"""Commands that read or write the record, and what they say where there is none yet."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


class NeedsTables(BaseCommand):
    """A command that fails with a sentence where the tables have not been made, or are of an older edition."""

    def execute(self, *args: Any, **options: Any) -> Any:
        try:
            return super().execute(*args, **options)
        except DatabaseError as error:
            executor = MigrationExecutor(connection)
            if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
                raise
            raise CommandError(
                "The database lacks tables. Make them with “manage.py migrate”, then try again."
            ) from error
