"""What the worker does for this room."""

from __future__ import annotations

import logging
from typing import Any

from django.tasks import task

from reviews import post

logger = logging.getLogger(__name__)

SERVER_REST_SECONDS = 30


@task(queue_name="mail")
def send_letters() -> dict[str, Any]:
    """Send the letters that are due; where the mail server fails, rest before the next round."""
    try:
        return {"sent": post.send_due()}
    except post.MailServerFault as fault:
        logger.warning("The mail server fails; letters wait. It says: %s", fault)
        return {"fault": str(fault), "rest": SERVER_REST_SECONDS}
