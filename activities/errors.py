"""Why an action did not happen. Nothing was changed when one of these is raised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Protocol

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from activities.quoting import quoted

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from activities.codes import VerbCode
    from activities.models import Activity


class ActionRefused(Exception):
    """The base of both refusals below."""


class NotAllowed(ActionRefused):
    """The actor may see the row but may not do this with it."""


class FailedGuard(Protocol):
    """A condition of a table (`activities.workflow.Guard`) that does not hold."""

    @property
    def name(self) -> str: ...

    @property
    def asks(self) -> StrOrPromise: ...


class NoLongerPossible(ActionRefused):
    """The row has moved on (someone was faster) or a guard does not hold.

    `latest` is the last thing recorded of the row, to tell the reader what was done; `guard` is the
    one that failed, None when it was the state.
    """

    def __init__(
        self,
        verb: VerbCode,
        *,
        latest: Activity | None = None,
        guard: FailedGuard | None = None,
    ) -> None:
        super().__init__(f"{verb} is no longer possible")
        self.verb = verb
        self.latest = latest
        self.why = guard.name if guard else ""
        self.asks = guard.asks if guard else ""


class ToConfirm(ValidationError):
    """Done only with a conscious yes: `words` are what the actor confirms (`Actor.confirming`),
    `label` is the sentence that the form's box says."""

    def __init__(
        self, message: str | dict[str, list[str]], words: Iterable[str], label: str
    ) -> None:
        super().__init__(message)
        self.words = sorted(set(words))
        self.label = label


class WordsToConfirm(ToConfirm):
    """Words of a text may give somebody away or mean something else: whoever wrote them has to say.

    `words` are those of each field, as they stand there.
    """

    def __init__(self, words: Mapping[str, list[str]]) -> None:
        every = sorted({one for found in words.values() for one in found})
        super().__init__(
            {
                field or NON_FIELD_ERRORS: [
                    _("May this give away who is meant? %(places)s.") % {"places": quoted(found)}
                ]
                for field, found in words.items()
            },
            every,
            _("I looked: these words give nobody away: %(words)s") % {"words": quoted(every)},
        )


class KeptRefusal(ValidationError):
    """A refusal that leaves something on record once the action is undone."""

    def keep(self) -> None:
        """Write the record; called outside the transaction of the action."""
        raise NotImplementedError
