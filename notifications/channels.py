"""By which channel a notice reaches its recipient: as they wish, but somebody is always written to
of what asks for something."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from accounts.models import User
from notifications.models import Channel
from notifications.registry import renderer_of

CHOICES = (Channel.AT_ONCE, Channel.DIGEST, Channel.PORTAL)


def wished(person: User | None, kind: str) -> Channel:
    """How a person hears of a kind; whoever has no account, at once."""
    renderer = renderer_of(kind)
    if person is None or renderer is None or renderer.at_once:
        return Channel.AT_ONCE
    channel = Channel(person.mail_wishes.get(renderer.topic, Channel.AT_ONCE))
    if channel == Channel.DIGEST and person.digest_hour is None:
        return Channel.AT_ONCE
    return channel


def channels_of(told: Sequence[tuple[User | None, str, str]]) -> list[Channel]:
    """The channel of each (person, kind, occasion) that are told together. Where all who hear of
    an occasion wish no mail of what it asks for, all are written to: nobody else would act."""
    found = [wished(person, kind) for person, kind, _occasion in told]
    together: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, (_person, kind, occasion) in enumerate(told):
        together[kind, occasion].append(place)
    for (kind, _occasion), places in together.items():
        renderer = renderer_of(kind)
        asks = renderer is not None and renderer.asks
        if asks and all(found[place] == Channel.PORTAL for place in places):
            for place in places:
                found[place] = Channel.AT_ONCE
    return found
