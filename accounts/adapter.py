"""Where allauth meets Kontor's people."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.addresses import deliverable
from accounts.fields import check_deliverable
from accounts.models import User
from accounts.security_log import SecurityEvent, note

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
                    template_prefix,
                    email,
                    {
                        **{name: _served_here(name, value) for name, value in context.items()},
                        "base_url": settings.KONTOR_BASE_URL,
                    },
                )
            except (OSError, SMTPException, UnicodeError) as fault:
                # The page that asks for such a mail can ask again; nothing else is lost.
                logger.warning("account mail not sent: %s", type(fault).__name__)
                messages.warning(
                    self.request,
                    _("The mail could not be sent just now. Ask for it again in a few minutes."),
                )

    def render_mail(self, *args: Any, **kwargs: Any) -> EmailMessage | EmailMultiAlternatives:
        message: EmailMessage | EmailMultiAlternatives = super().render_mail(*args, **kwargs)
        message.extra_headers.setdefault("Auto-Submitted", "auto-generated")
        message.to = [deliverable(address) for address in message.to]
        # A person waits for this page: shorter than the worker's patience.
        message.connection = get_connection(timeout=PATIENCE_SECONDS)
        return message

    def clean_email(self, email: str) -> str:
        """Refuses an address that no mail can go to, where one registers, adds it, or asks for a
        new password."""
        check_deliverable(email)
        take_from_who_only_added_it(email)
        return str(super().clean_email(email))

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tells the person in their own language."""
        super().send_notification_mail(
            template_prefix, user, {"user": user, **(context or {})}, email
        )

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords count by account and client: nobody locks an owner out from elsewhere."""
        return f"{credentials.get('email', '').strip().lower()} from {get_ip(request)}"

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """An address that was only added opens no account; it stays until it is confirmed, so that
        nobody stops its owner from changing to it."""
        user: User | None = super().authenticate(request, **credentials)
        if user is None or not _only_added(str(credentials.get("email", ""))).exists():
            return user
        self.authentication_failed(request, **credentials)
        return None

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            note(SecurityEvent.LIMITED, request=request, what="log-in", about=_known(credentials))
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        note(SecurityEvent.LOG_IN_FAILED, request=request, about=_known(credentials))


def take_from_who_only_added_it(email: str) -> None:
    """An address that somebody added and did not confirm belongs to nobody: whoever registers
    it or asks for its new password may be its owner, who would else be let into a stranger's
    account."""
    _only_added(email).delete()


def _only_added(email: str) -> QuerySet[EmailAddress]:
    """Unconfirmed, and not the one by which its account was made: what a command made has no other
    mark."""
    address = email.strip().lower()
    added: QuerySet[EmailAddress] = EmailAddress.objects.filter(
        email=address, verified=False, primary=False
    )
    return added.exclude(user__email=address)


def _served_here(name: str, value: object) -> object:
    """Links of mails lead to BASE_URL, whatever host name the request was sent to."""
    if not (name.endswith("_url") and isinstance(value, str)):
        return value
    path = urlsplit(value)._replace(scheme="", netloc="").geturl()
    return settings.KONTOR_BASE_URL + path


def _known(credentials: dict[str, Any]) -> str:
    """The id of the account that somebody tried to open; what else was typed is not written."""
    email = str(credentials.get("email", "")).strip().lower()
    found = User.objects.filter(email=email).values_list("pk", flat=True).first()
    return str(found) if found else "no-account"
