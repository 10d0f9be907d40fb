"""What old contents name: by its name where it is public, by its identifier where it once was, else not."""

from django.db import models as db

from commitments import columns
from commitments.content import Content
from commitments.models import FormerSlug
from commitments.queries import naming


def names(contents: list[Content]) -> naming.Names:
    """What to call all that contents name. What was never public has no name here."""
    wanted = naming.named_in(contents)
    found: naming.Names = {}
    former = FormerSlug.objects.filter(slug__in=set().union(*wanted.values()))
    for kind, slug in former.values_list("record_type", "slug"):
        found[kind, slug] = slug
    for kind, ids in wanted.items():
        table = columns.BY_TYPE[kind]
        rows = table.model.objects.filter(**{f"{table.columns[0].field}__in": ids}, version__gt=0)
        found |= {(str(kind), record.public_id): _name(record) for record in rows}
    return found


def _name(record: db.Model) -> str:
    return f"{record} ({record.public_id})" if record.is_public else record.public_id


def through_gate(record_type: str, content: Content, names: naming.Names) -> Content:
    """Content without what has no name; of what is not public any more, nothing but its identifier."""
    shown = dict(content)
    for column in columns.BY_TYPE[record_type].columns:
        given = content.get(column.name)
        if column.type == columns.REF and (column.to, given) not in names:
            shown[column.name] = None
        elif column.type == columns.REFS:
            shown[column.name] = [one for one in given or [] if (column.to, one) in names]
    for children in columns.children_of(record_type):
        key = children.columns[0]
        shown[children.name] = [
            row if names[key.to, row[key.name]] != row[key.name] else {key.name: row[key.name]}
            for row in content.get(children.name) or []
            if (key.to, row[key.name]) in names
        ]
    return shown
