"""Mails to editors and partners. Each is a template whose first line is the subject."""

import logging
import threading

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

log = logging.getLogger(__name__)


def written(name, user, **context):
    """A mail to a person, from its template in admin/mail/."""
    return written_to(user.email, name, user=user, **context)


def written_to(address, name, **context):
    """The same to an address without an account."""
    text = render_to_string(f"admin/mail/{name}.txt", {"site": settings.SITE_URL, **context})
    subject, _line, body = text.strip().partition("\n")
    return EmailMessage(subject.strip(), body.strip() + "\n", to=[address])


def sent(mail):
    """Send at once; whether it went."""
    try:
        settings.EMAIL_FILE_PATH.mkdir(mode=0o700, parents=True, exist_ok=True)
        mail.send()
    except (OSError, ValueError) as error:  # SMTP and the network; an address that no mail can have
        log.error("a mail could not be sent: %s", type(error).__name__)
        return False
    return True


def send_aside(mail):
    """Send without letting anybody wait, so that the time of an answer tells nothing."""
    thread = threading.Thread(target=sent, args=[mail], daemon=True)
    thread.start()
    return thread
