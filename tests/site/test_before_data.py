"""The site of an installation in which nothing has been published yet."""

import pytest

from commitments.site.urls import urlpatterns

pytestmark = pytest.mark.django_db
LISTS = ["/" + str(p.pattern) for p in urlpatterns if p.name and "<" not in str(p.pattern)]


@pytest.mark.parametrize("path", LISTS)
def test_a_page_without_records_is_answered(client, path):
    assert client.get(path).status_code in {200, 302}


@pytest.mark.parametrize("path", LISTS[:-1])
def test_a_page_that_is_sent_something_says_what_it_does(client, path):
    answer = client.post(path)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert answer.content.count(b"<h1") == 1
