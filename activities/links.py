"""Links that carry a right: to one address, for one purpose, by a token that the database does not
hold (docs/decisions/link-tokens.md). Each app has a table of its own, with a key to what it opens.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.addresses import same_address
from activities import tokens
from activities.clock import now
from activities.codes import LinkCode

_kinds: dict[str, type[Link]] = {}


class Link(models.Model):
    """A right of whoever holds the token: its `KIND` goes into the token, so that one of a kind
    opens nothing of another."""

    KIND: ClassVar[LinkCode]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"))
    nonce = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)

    def token(self) -> str:
        """The token of the address."""
        return tokens.token_of(self.KIND, self.id, self.nonce)

    def is_opened_by(self, token: str) -> bool:
        """Whether this is the link's token; compared in constant time."""
        return tokens.is_token_of(self.KIND, self.id, self.nonce, token)

    @classmethod
    def stands_rule(cls) -> models.Q:
        """The links that were not taken back and have not expired."""
        return models.Q(revoked_at__isnull=True, expires_at__gt=now())


class Invitation(Link):
    """A link by which somebody joins: good for its own address, once, for 14 days."""

    VALID: ClassVar[timedelta] = timedelta(days=14)
    # To one address within a day.
    MOST_A_DAY: ClassVar[int] = 3

    language = models.CharField(
        _("language"), max_length=8, choices=settings.LANGUAGES, default="en"
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta(Link.Meta):
        abstract = True

    @classmethod
    def new(cls, *, email: str, **fields: object) -> Self:
        """An invitation that is valid from now on; not saved yet."""
        return cls(
            email=email.lower(),
            nonce=tokens.new_nonce(),
            expires_at=now() + cls.VALID,
            **fields,
        )

    @classmethod
    def open_rule(cls) -> models.Q:
        """The invitations that somebody may still accept."""
        return cls.stands_rule() & models.Q(accepted_at__isnull=True)

    @classmethod
    def of_today_rule(cls) -> models.Q:
        """Those that were sent within a day, whatever became of them."""
        return models.Q(expires_at__gt=now() + cls.VALID - timedelta(days=1))

    def may_be_accepted_by(self, address: str) -> bool:
        """Whether somebody with this address may join by it now."""
        return (
            self.accepted_at is None
            and self.revoked_at is None
            and self.expires_at > now()
            and same_address(address, self.email)
        )


def register(kind: type[Link]) -> None:
    """Add a kind of link, when its app is ready; the same one counts once. Raises ValueError for
    a code that is taken: the tokens of two kinds would open each other's."""
    if _kinds.setdefault(kind.KIND, kind) is not kind:
        raise ValueError(f"There is a kind of link {kind.KIND!r} already.")


def kinds() -> list[type[Link]]:
    """All kinds of all installed apps."""
    return list(_kinds.values())
