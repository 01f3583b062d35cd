"""The roles of one person, of which they act in one at a time."""

from __future__ import annotations

from dataclasses import dataclass

from activities.actor import Actor

# Where a session keeps which one was chosen.
SESSION_KEY = "hat"


@dataclass(frozen=True)
class HatOption:
    """One role that a person may act in; `key` is what forms and sessions carry."""

    label: str
    actor: Actor

    @property
    def key(self) -> str:
        return self.actor.hat


def choose(hats: list[HatOption], key: str) -> HatOption | None:
    """The hat that `key` names, else the first."""
    return next((hat for hat in hats if hat.key == key), hats[0] if hats else None)
