"""A partner with a key for webhooks."""

import pytest

from tests.api.partners import key_of


@pytest.fixture
def partner(administrator):
    return key_of(administrator, "webhooks")[0].partner
