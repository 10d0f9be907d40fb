"""One line an event: control characters are escaped, so no request can forge a line; secrets are masked."""

import logging
import re

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
MAX_LENGTH = 4000
# what opens something, wherever it stands in a message: links, keys, headers
SECRET = re.compile(
    r"(?P<what>invitation/|forgotten/|nsst_|whsec_|(?:authorization|cookie|webhook-signature)\S{0,3} ?)"
    r"[^\s'\"]{8,}",
    re.IGNORECASE,
)


class OneLine(logging.Formatter):
    """Time, level, logger and message on one line; a traceback follows escaped."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        text = SECRET.sub(r"\g<what>…", super().format(record))[:MAX_LENGTH]
        return CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode(), text)
