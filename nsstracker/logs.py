"""One line an event: control characters in a message are escaped, so no request can forge a line."""

import logging
import re

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
MAX_LENGTH = 4000


class OneLine(logging.Formatter):
    """Time, level, logger and message on one line; a traceback follows escaped."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)[:MAX_LENGTH]
        return CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode(), text)
