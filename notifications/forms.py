"""How a person says in what way they wish to hear of things."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activities.actor import Actor
from notifications.channels import CHOICES
from notifications.models import Channel
from notifications.registry import Topic, topics
from web.pages import Sent, satisfied


class WishesForm(forms.Form):
    """One choice for each topic that any of the person's hats hears of, and the digest's hour."""

    hour = forms.TypedChoiceField(
        label=_("The daily digest comes at"),
        choices=[("", _("no digest")), *((hour, f"{hour:02}:00") for hour in range(24))],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_(
            "In your time zone. It tells what waits for you, too. None comes when there is nothing."
        ),
    )

    def __init__(self, data: Sent = None, *, person: User, actors: Iterable[Actor]) -> None:
        hats = list(actors)
        self.topics = [
            topic for topic in topics() if any(satisfied(topic.needs, hat) for hat in hats)
        ]
        initial: dict[str, Any] = {
            _name(topic): person.mail_wishes.get(topic.code, Channel.AT_ONCE)
            for topic in self.topics
        }
        initial["hour"] = "" if person.digest_hour is None else person.digest_hour
        super().__init__(data, initial=initial)
        for topic in self.topics:
            self.fields[_name(topic)] = forms.ChoiceField(
                label=topic.label, choices=[(one.value, one.label) for one in CHOICES]
            )
        self.order_fields([*map(_name, self.topics), "hour"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        wants_digest = any(data.get(_name(topic)) == Channel.DIGEST for topic in self.topics)
        if wants_digest and "hour" not in self.errors and data.get("hour") is None:
            self.add_error("hour", _("Choose when the digest comes."))
        return data

    def wishes(self, person: User) -> dict[str, Channel]:
        """By topic what was chosen; of topics that are not shown what was chosen before."""
        chosen = {
            str(topic.code): Channel(self.cleaned_data[_name(topic)]) for topic in self.topics
        }
        return {topic: Channel(one) for topic, one in person.mail_wishes.items()} | chosen


def _name(topic: Topic) -> str:
    return f"topic_{topic.code}"
