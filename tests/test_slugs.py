"""The slugs that we suggest are slugs that we take."""

import pytest

from commitments import slugs
from summits.models import Theme


@pytest.mark.parametrize("title", ["Ratify the under_score treaty", "_Ratify__all_", "Été: Côte"])
def test_a_suggested_slug_is_one_of_ours(title):
    found = slugs.suggested("fra", "2010", title=title, limit=100)
    Theme._meta.get_field("slug").run_validators(found)
    assert found.count("-") >= 2
