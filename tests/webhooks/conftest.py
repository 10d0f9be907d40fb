"""A partner with a key for webhooks, and a receiver on this machine."""

import pytest

from tests.api.partners import key_of
from tests.outside.listener import listening


@pytest.fixture
def partner(administrator):
    return key_of(administrator, "webhooks")[0].partner


@pytest.fixture
def site(settings):
    settings.WEBHOOKS_HERE = True
    with listening() as server:
        server.answers["/"] = 200
        yield server
