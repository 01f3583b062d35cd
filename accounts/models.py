"""People: one account each, known by their e-mail address."""

from __future__ import annotations

import unicodedata
import uuid
import zoneinfo
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.names import check_visible


def check_time_zone(value: str) -> None:
    """Raise ValidationError unless `value` is an IANA time zone."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("Choose a time zone from the list."))


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person; the address is kept in lower case."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person of the secretariat."""
        return self.create_user(email, password, is_secretariat=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


def _normalised(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


class User(AbstractBaseUser):
    """A person with an account. Rights come from memberships; the secretariat runs the network."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, validators=[check_visible])
    language = models.CharField(
        _("language"), max_length=8, choices=settings.LANGUAGES, default="en"
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Brussels", validators=[check_time_zone]
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_secretariat = models.BooleanField(
        _("network secretariat"), default=False, help_text=_("Runs the network and its settings.")
    )
    # By topic of notices, how they come; what is not named comes at once (`notifications.wishes`).
    mail_wishes = models.JSONField(default=dict, blank=True, editable=False)
    # At which hour of the person's day the digest is sent, and when it was last; without, none is.
    digest_hour = models.PositiveSmallIntegerField(null=True, editable=False)
    digest_sent_on = models.DateField(null=True, editable=False)
    # Sessions are bound to it: a higher one ends them all.
    session_version = models.PositiveIntegerField(default=0, editable=False)
    date_joined = models.DateTimeField(_("joined"), db_default=Now(), editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_once"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must fit: Django's hash of the password, of this version of sessions."""
        bound = f"{self.password}.{self.session_version}"
        return salted_hmac(
            "accounts.models.User.session", bound, secret=secret, algorithm="sha256"
        ).hexdigest()

    def set_password(self, raw_password: str | None) -> None:
        """In NFKC, as the same keys give other code points on another machine (NIST SP 800-63B)."""
        super().set_password(_normalised(raw_password) if raw_password else raw_password)

    def check_password(self, raw_password: str | None) -> bool:
        """Also of one that was kept as it was typed."""
        normalised = _normalised(raw_password) if raw_password else raw_password
        return super().check_password(normalised) or (
            normalised != raw_password and super().check_password(raw_password)
        )

    @property
    def is_staff(self) -> bool:
        """What Django's admin asks: the admin belongs to the secretariat."""
        return self.is_secretariat

    def has_perm(self, permission: str, obj: object = None) -> bool:
        """What Django's admin asks of a person; its classes bound what the secretariat sees."""
        return self.is_active and self.is_secretariat

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_secretariat

    @property
    def initials(self) -> str:
        """One or two letters for the round picture."""
        words = [word for word in self.name.split() if word[:1].isalnum()]
        letters = words[:1] + words[1:][-1:]
        return "".join(word[0] for word in letters).upper() or self.email[:1].upper()

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)
