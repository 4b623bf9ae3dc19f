"""The mail of a shop without a mail server: one .eml file a message in `var/outbox`.

A message sent again, because a worker died just after sending it, has the same Message-ID and so
replaces its file.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Writes each e-mail to a file that any mail reader opens."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages and return how many were written."""
        folder = Path(settings.OUTBOX_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        for email in email_messages:
            message = email.message()
            name = re.sub(r"[^\w.-]+", "_", str(message["Message-ID"])).strip("_")
            path = folder / f"{name}.eml"
            part = path.with_suffix(".part")
            part.write_bytes(message.as_bytes())
            part.replace(path)
        return len(email_messages)
