"""The few public records that most tests of the admin start from."""

from django.contrib.auth import get_user_model
from django.utils import timezone

from commitments.actions import entry, review
from summits.models import Party, Source, Summit, Theme

PARTY = {
    "id": "CHN",
    "kind": "country",
    "name": "China",
    "official_name": "People's Republic of China",
    "iso2": "CN",
    "region": "Eastern Asia",
    "slug": "china",
}
THEME = {"id": "training", "name": "Training", "description": "Teaching people."}
SUMMIT = {
    "id": "2010-washington",
    "name": "Washington 2010",
    "edition": 1,
    "host": "CHN",
    "city": "Washington",
    "venue": "",
    "start_on": "2010-04-12",
    "end_on": "2010-04-13",
    "summary": "The first.",
    "citations": [],
}
SOURCE = {
    "id": "first-source",
    "title": "First source",
    "publisher": "Office",
    "authors": [],
    "published_on": "2010",
    "url": "https://example.org/first",
    "kind": "news",
    "language": "en",
    "archived_url": "",
}


def make_public(user, *drafts):
    """Publish records with these contents, as an author whom nobody tests."""
    for record, proposed in drafts:
        submission = entry.enter(record, proposed=proposed, by=user, at=timezone.now())
        review.submit(submission, by=user, at=timezone.now())
        review.publish(submission, by=user, at=timezone.now(), one_person=True)


def lay_public():
    """Publish two countries, two themes, a summit and a source, by the superuser "root"."""
    root = get_user_model().objects.create_superuser("root", password="a long enough password")
    drafts = [(Party(), PARTY), (Theme(), THEME), (Summit(), SUMMIT), (Source(), SOURCE)]
    make_public(root, *drafts)
    other = PARTY | {"id": "USA", "name": "United States", "slug": "usa", "iso2": "US"}
    make_public(root, (Party(), other), (Theme(), THEME | {"id": "ports", "name": "Ports"}))
