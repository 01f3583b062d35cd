"""The form of a verb: what it asks a person, and what it says to the action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Generic, Self

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext_lazy as _

from activities.actor import Actor, SaidHow
from activities.clock import today
from activities.workflow import Row
from web.fields import DateInput

if TYPE_CHECKING:
    from django.http import QueryDict
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Asked(Generic[Row]):
    """Whom a form is drawn for, and the row that its verb is about."""

    actor: Actor
    row: Row


class VerbForm(forms.Form, Generic[Row]):
    """The form of a verb. Its `arguments` are what the action takes beside who acts and the row:
    the declared fields, unless it names others."""

    arguments: ClassVar[tuple[str, ...] | None] = None
    # Which forms `of` draws in its place for some rows.
    also_drawn_as: ClassVar[tuple[type[forms.Form], ...]] = ()

    @classmethod
    def of(
        cls,
        asked: Asked[Row],
        data: QueryDict | None,
    ) -> VerbForm[Row]:
        """The form about a row; unbound without data."""
        return cls(data)

    @classmethod
    def stored(cls, asked: Asked[Row]) -> Mapping[str, object]:
        """By field, the values of the row that the form changes (`FormPage.stored`)."""
        return {}

    @classmethod
    def argument_names(cls) -> tuple[str, ...]:
        """What `values` hold."""
        return tuple(cls.base_fields) if cls.arguments is None else cls.arguments

    def values(self) -> dict[str, object]:
        """What was asked, by the parameters of the action; of a form that is valid."""
        return {name: self.cleaned_data[name] for name in self.argument_names()}

    def ask_how_it_was_said(self, since: datetime | None, too_early: StrOrPromise) -> Self:
        """Ask how and when the other side said so, of somebody who acts on its behalf: on a day
        from `since`, where there is such a day (before it is `too_early`), to today, where that
        somebody is."""
        here = get_current_timezone()
        validators: list[MaxValueValidator | MinValueValidator] = [
            MaxValueValidator(today(here), _("This day is still to come."))
        ]
        if since is not None:
            first = localtime(since, here).date()
            validators.append(MinValueValidator(first, too_early))
        self.fields["said_how"] = forms.ChoiceField(
            label=_("How did they tell you?"), choices=SaidHow.choices
        )
        self.fields["said_on"] = forms.DateField(
            label=_("When?"),
            widget=DateInput(),
            initial=lambda: today(here),
            validators=validators,
        )
        return self

    @property
    def said(self) -> tuple[SaidHow, date]:
        """How and when the other side said so."""
        return SaidHow(self.cleaned_data["said_how"]), self.cleaned_data["said_on"]


class Plain(VerbForm[Row]):
    """A verb that asks nothing."""
