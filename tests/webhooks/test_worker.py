"""The worker command: what it refuses, and that a defect met with one webhook stops no other."""

import re
import threading
from concurrent.futures import Future

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from commitments import signing
from commitments.webhooks.worker import Terms, Worker

pytestmark = pytest.mark.once


@pytest.mark.parametrize("given", [{"timeout": 11}, {"timeout": 0}, {"at_once": 0}])
def test_the_command_refuses_what_it_cannot_do(given):
    with pytest.raises(CommandError, match="--timeout up to 10"):
        call_command("deliver_webhooks", **given)


def test_a_webhook_that_cannot_be_served_rests_and_is_told_of(caplog):
    worker = Worker(Terms(), threading.Event())
    good, bad = Future(), Future()
    good.set_result(1)
    bad.set_exception(RuntimeError("a defect"))
    worker.busy = {1: good, 2: bad, 3: Future()}
    worker.collect()
    assert list(worker.busy) == [3]
    assert list(worker.resting) == [2]
    assert "webhook 2 could not be served" in caplog.text


def test_the_receiver_of_the_guide_knows_our_messages_from_others():
    """W10: the lines that partners copy do what they say."""
    guide = (settings.BASE_DIR / "docs" / "api-guide.md").read_text()
    found = {"__name__": "receiver"}
    exec(re.search(r"```python\n(# receiver.py\n.*?)```", guide, re.DOTALL)[1], found)
    is_ours, now = found["is_ours"], int(found["time"].time())
    old, new = (signing.secret_of(signing.new_salt()) for _ in range(2))
    body = '{"é": 1}'.encode()
    headers = signing.headers("msg_1", now, body, [new, old])
    for secret in (old, new):
        assert is_ours(signing.shown(secret), headers, body)
    assert not is_ours(signing.shown(signing.secret_of("other")), headers, body)
    assert not is_ours(signing.shown(new), headers, body + b" ")
    late = signing.headers("msg_1", now - 301, body, [new])
    assert not is_ours(signing.shown(new), late, body)
