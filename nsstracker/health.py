"""Alive and ready, for whoever keeps the service running."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """200 while the process answers; touches nothing else."""
    return _said("ok")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database is reachable and migrated, 503 otherwise."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return _said("database not reachable", status=503)
    if waiting:
        return _said("database not migrated", status=503)
    return _said("ready")


def _said(words: str, status: int = 200) -> HttpResponse:
    """An answer for the moment: a cache that kept it would hide what it is asked for."""
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain", headers=headers)
