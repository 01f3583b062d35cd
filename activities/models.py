"""The record of what happened. Rows hold keys, codes and dates: no names and no free text."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.actor import Actor, Channel, SaidHow
from activities.confidential import ConfidentialManager
from activities.contexts import read_rule


class Activity(models.Model):
    """One thing that was done: timeline, notices and figures are read from these rows. It stands on
    the timeline of its context, for whom its audiences say."""

    verb = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField(db_index=True)
    context_kind = models.CharField(max_length=40)
    context_id = models.UUIDField()
    happened_at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    acting_organisation_id = models.UUIDField(null=True)
    acting_company_id = models.UUIDField(null=True)
    on_behalf = models.BooleanField(default=False)
    said_how = models.CharField(max_length=20, blank=True, choices=SaidHow.choices)
    said_on = models.DateField(null=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    from_state = models.CharField(max_length=30, blank=True)
    to_state = models.CharField(max_length=30, blank=True)
    audiences = ArrayField(models.CharField(max_length=60), default=list)
    data = models.JSONField(default=dict)

    objects = ConfidentialManager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["context_id", "-happened_at"], name="activities_context_time"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.verb} {self.happened_at:%Y-%m-%d}"

    @classmethod
    def visibility_rule(cls, actor: Actor) -> models.Q:
        """access.md, 'timeline': the rule of its context and its audience, one condition."""
        return read_rule(actor)


class Timer(models.Model):
    """A step of a row that falls due at a moment, as the row's kind reckons it
    (`activities.timers`)."""

    # The kind, and the step, by which what hangs on a calendar is reckoned anew.
    CALENDAR: ClassVar[str] = "calendar"

    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    step = models.CharField(max_length=40)
    due_at = models.DateTimeField()
    # Whose working days and time zone it hangs on.
    calendar_id = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)
    # Claimed, or put off after a fault, until then.
    try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("timer")
        verbose_name_plural = _("timers")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["try_at"],
                condition=models.Q(done_at__isnull=True),
                name="activities_timer_waiting",
            ),
            models.Index(
                fields=["calendar_id"],
                condition=models.Q(done_at__isnull=True),
                name="activities_timer_calendar",
            ),
            models.Index(fields=["done_at"], name="activities_timer_done"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "subject_id", "step"], name="activities_timer_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.step} {self.due_at:%Y-%m-%d}"


class SubmittedForm(models.Model):
    """The hidden key of a form that was carried out: the same form again is the same submit."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user_id = models.UUIDField(null=True)
    submitted_at = models.DateTimeField(db_index=True)
    result = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("submitted form")
        verbose_name_plural = _("submitted forms")

    def __str__(self) -> str:
        return str(self.key)


class Heartbeat(models.Model):
    """When a background process was last known to live."""

    part = models.CharField(max_length=20, primary_key=True)
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.part
