"""Where allauth meets Kontor's people."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.utils import translation


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Account mails go out in the person's language and link to the address that Kontor serves."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        person = context.get("user")
        language = getattr(person, "language", None) or translation.get_language() or "en"
        with translation.override(language):
            super().send_mail(
                template_prefix, email, {**context, "base_url": settings.KONTOR_BASE_URL}
            )

    def render_mail(self, *args: Any, **kwargs: Any) -> EmailMessage | EmailMultiAlternatives:
        message: EmailMessage | EmailMultiAlternatives = super().render_mail(*args, **kwargs)
        message.extra_headers.setdefault("Auto-Submitted", "auto-generated")
        return message
