"""The roles of one person, of which they act in one at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from activities.actor import Actor

# Where a session keeps which one was chosen.
SESSION_KEY = "hat"


@dataclass(frozen=True)
class HatOption:
    """One role that a person may act in; `key` is what forms and sessions carry. `label` is for
    pages; what a stranger calls itself stands in no mail."""

    label: str
    actor: Actor
    is_vouched_for: bool = True

    @property
    def key(self) -> str:
        return self.actor.hat

    @property
    def label_in_mails(self) -> str:
        return self.label if self.is_vouched_for else _("your company")


FindHats = Callable[[User], list[HatOption]]
_finders: list[FindHats] = []


def hats_are_found_by(finder: FindHats) -> None:
    """Say who knows the hats of a person; called when an app is ready."""
    if finder not in _finders:
        _finders.append(finder)


def hats_of(user: User) -> list[HatOption]:
    """All hats of a person, where no request has them."""
    return [hat for finder in _finders for hat in finder(user)]


def choose(hats: list[HatOption], key: str) -> HatOption | None:
    """The hat that `key` names, else the first."""
    return next((hat for hat in hats if hat.key == key), hats[0] if hats else None)
