"""The words that the notices' own timers are written in."""

from __future__ import annotations

from activities.codes import TimerKindCode, TimerStep


class NotificationTimer(TimerKindCode):
    """What falls due by itself of a person's notices."""

    DIGEST = "digest"


class DigestStep(TimerStep):
    """The only step of a digest."""

    SEND = "send"
