"""Filters by one of many: picked from a list, or of very many typed and searched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.names import fold
from network.fields import MOST_TO_PICK_FROM, NamedWidget

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Values with their names; in groups, as forms have them.
Choices = Iterable[tuple[Any, Any]]
# Of more than these the browser is sent none: it would complete from a page of names.
MOST_TO_COMPLETE_FROM = 200


class PickedFilter(django_filters.Filter):  # type: ignore[misc]
    """One of `choices`; of more than fifty a part of its name is typed, and all that it fits are
    meant: the method of the filter set that `leaves` names gets the rows and their values. What is
    typed is looked for in `further` too, which nobody could pick from."""

    def __init__(
        self,
        *,
        choices: Callable[[Any], Choices],
        empty_label: StrOrPromise,
        leaves: str,
        further: Callable[[], Choices] = tuple,
        **kwargs: Any,
    ) -> None:
        self.choices = choices
        self.empty_label = empty_label
        self.leaves = leaves
        self.further = further
        super().__init__(**kwargs)

    @cached_property
    def options(self) -> Choices:
        """The choices for who filters; the filter is made anew for each request."""
        return list(self.choices(self.parent.request))

    @property
    def field(self) -> forms.Field:
        """A list to pick from, or a line to type in."""
        if not hasattr(self, "_field"):
            shared = {"label": self.label, "required": False}
            count = sum(1 for _option in flat(self.options))
            if count <= MOST_TO_PICK_FROM:
                self._field: forms.Field = forms.ChoiceField(
                    choices=[("", self.empty_label), *self.options], **shared
                )
            else:
                named = [str(name) for _value, name in flat(self.options)]
                self._field = forms.CharField(
                    max_length=200,
                    widget=NamedWidget(lambda: named if count <= MOST_TO_COMPLETE_FROM else ()),
                    **shared,
                )
                self._field.widget.attrs |= {"size": 20, "placeholder": _("part of its name")}
        return self._field

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """What the chosen ones leave; a value itself is one, as addresses of before have it."""
        if not value:
            return qs
        pairs = [(str(found), str(name)) for found, name in flat(self.options)]
        values = [found for found, _name in pairs if found == value]
        if not values:
            pairs += [(str(found), str(name)) for found, name in flat(self.further())]
            values = [found for found, name in pairs if fold(value) in fold(name)]
        left: QuerySet[Any] = getattr(self.parent, self.leaves)(qs, values)
        return left


def flat(choices: Choices) -> Iterator[tuple[Any, Any]]:
    """Choices without their groups."""
    for value, name in choices:
        if isinstance(name, list | tuple):
            yield from name
        else:
            yield value, name
