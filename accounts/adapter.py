"""Where allauth meets Kontor's people."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.utils import translation
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 3


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Account mails go out in the person's language and link to the address that Kontor serves."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        person = context.get("user")
        language = getattr(person, "language", None) or translation.get_language() or "en"
        with translation.override(language):
            try:
                super().send_mail(
                    template_prefix, email, {**context, "base_url": settings.KONTOR_BASE_URL}
                )
            except (OSError, SMTPException) as fault:
                # The page that asks for such a mail can ask again; nothing else is lost.
                logger.warning("account mail not sent: %s", type(fault).__name__)
                messages.warning(
                    self.request,
                    _("The mail could not be sent just now. Ask for it again in a few minutes."),
                )

    def render_mail(self, *args: Any, **kwargs: Any) -> EmailMessage | EmailMultiAlternatives:
        message: EmailMessage | EmailMultiAlternatives = super().render_mail(*args, **kwargs)
        message.extra_headers.setdefault("Auto-Submitted", "auto-generated")
        # A person waits for this page: shorter than the worker's patience.
        message.connection = get_connection(timeout=PATIENCE_SECONDS)
        return message
