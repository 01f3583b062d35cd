"""The words that the table of toys is written in."""

from __future__ import annotations

from django.db import models

from activities.codes import (
    Audience,
    ContextKind,
    DutyCode,
    Hearer,
    LinkCode,
    Relation,
    SubjectKind,
    TimerKindCode,
    TimerStep,
    TopicCode,
    VerbCode,
)


class ToyState(models.TextChoices):
    IDLE = "idle", "idle"
    WOUND = "wound", "wound"


class ToyContext(ContextKind):
    TOY = "toy"


class ToyKind(SubjectKind):
    TOY = "toy"


class ToyVerb(VerbCode):
    WIND = "wind"
    RUN_DOWN = "run_down"


class ToyRelation(Relation):
    OWNER = "toy_owner"
    CLOCK = "toy_clock"


class ToyAudience(Audience):
    OWNER = "toy_owner"


class ToyHearer(Hearer):
    OWNER = "toy_owner"


class ToyTimer(TimerKindCode):
    RUNNING = "toy_running"


class ToyStep(TimerStep):
    RUN_DOWN = "run_down"


class ToyDuty(DutyCode):
    WIND = "toy.wind"


class ToyLink(LinkCode):
    KEY = "toy-key"


class ToyTopic(TopicCode):
    TOYS = "toys"
