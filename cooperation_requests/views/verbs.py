"""One page for every verb: its form, the action behind it, and the buttons that lead there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from activities.actor import Actor, SaidHow
from activities.clock import today
from activities.errors import NoLongerPossible, NotAllowed
from activities.transitions import Transition, Workflow
from cooperation_requests.forms.verbs import Plain, add_note
from cooperation_requests.locks import lock_request
from cooperation_requests.models import CooperationRequest
from cooperation_requests.showing.who import Reader, told_too_late
from web.components import Action, ButtonKind
from web.pages import FormPage

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PRIMARY = frozenset(
    "take qualify forward present introduce answer accept agree choose submit add reply".split()
)
# The next step of a case, the furthest first: the one main button of its page.
MAIN = ("introduce", "present", "qualify", "take")
DESTRUCTIVE = frozenset("decline close withdraw refuse recall discard".split())


@dataclass(frozen=True)
class VerbSpec:
    """How a verb looks: `form(page, data, files)`, `act(page, actor, form)` and what is said after.

    `act` may return the address to go to; else it is the page of the row. `stored(page)` are the
    values that the form changes (`FormPage.stored`); a state that changed is found by the table.
    """

    act: Callable[[Any, Actor, Any], str | None]
    done: StrOrPromise
    form: Callable[[Any, Any, Any], forms.BaseForm] = lambda page, data, files: Plain(data)
    words: StrOrPromise = ""
    at_once: bool = False
    template: str = ""
    stored: Callable[[Any], dict[str, Any]] = lambda page: {}


def kind_of(verb: str) -> ButtonKind:
    """How the verb's button is drawn."""
    if verb in PRIMARY:
        return "primary"
    return "destructive" if verb in DESTRUCTIVE else "secondary"


def speaking(actor: Actor) -> Actor:
    """The actor as if the other side had told them: to know what may be done on its behalf."""
    return actor.speaking_for_another(SaidHow.TELEPHONE, today("UTC"))


def buttons(
    flow: Workflow[Any],
    row: Any,
    actor: Actor,
    specs: dict[str, VerbSpec],
    address: Callable[[str], str],
    about: str = "",
) -> tuple[list[Action], list[Action]]:
    """What the table allows to this actor now: own verbs, and those on somebody's behalf."""
    held: dict[str, bool] = {}
    own = _unique(flow.verbs(row, actor, held), specs)
    behalf = [
        line
        for line in _unique(flow.verbs(row, speaking(actor), held), specs)
        if line.verb not in {one.verb for one in own}
    ]
    return (
        [_action(line, specs[line.verb], address, about, at_once=True) for line in own],
        [_action(line, specs[line.verb], address, about, at_once=False) for line in behalf],
    )


def by_weight(
    actions: list[Action], main_verbs: Iterable[str] = MAIN
) -> tuple[list[Action], list[Action]]:
    """The head of a page (asking, then the one next step), and everything else that may be done."""
    verbs = {one.url.rstrip("/").rsplit("/", 1)[-1]: one for one in actions}
    main = next((verbs[verb] for verb in main_verbs if verb in verbs), None)
    head = [one for verb, one in verbs.items() if verb == "ask"] + ([main] if main else [])
    rest = [
        replace(one, kind="secondary") if one.kind == "primary" else one
        for one in actions
        if one not in head
    ]
    return head, rest


def _unique(lines: Iterable[Transition], specs: dict[str, VerbSpec]) -> list[Transition]:
    found: dict[str, Transition] = {}
    for line in lines:
        if line.button and line.verb in specs:
            found.setdefault(line.verb, line)
    return list(found.values())


def _action(
    line: Transition,
    spec: VerbSpec,
    address: Callable[[str], str],
    about: str,
    *,
    at_once: bool,
) -> Action:
    label = line.label if at_once else _("%(verb)s (on behalf)") % {"verb": line.label}
    return Action(
        label,
        address(line.verb),
        kind_of(line.verb) if at_once else "secondary",
        method="post" if spec.at_once and at_once else "get",
        about=about,
    )


class VerbPage(FormPage):
    """The form of one verb on one row. Subclasses find the row by `visible_to`."""

    about_one_row = True
    template_name = "requests/verb.html"
    specs: ClassVar[dict[str, VerbSpec]] = {}
    flow: ClassVar[Workflow[Any]]

    @property
    def row(self) -> Any:
        """The row that the verb is about; raises Http404 when the actor may not see it."""
        raise NotImplementedError

    @property
    def case(self) -> CooperationRequest:
        """The request of the row."""
        raise NotImplementedError

    def address(self) -> str:
        """The page of the row."""
        raise NotImplementedError

    @cached_property
    def verb(self) -> str:
        verb = str(self.kwargs["verb"])
        if verb not in self.specs:
            raise Http404
        return verb

    @property
    def spec(self) -> VerbSpec:
        return self.specs[self.verb]

    @cached_property
    def on_behalf(self) -> bool:
        """Whether the actor does it for another side. Raises NotAllowed when not even that."""
        row = self.row
        if self.flow.permits(self.verb, row, self.actor):
            return False
        if self.flow.permits(self.verb, row, speaking(self.actor)):
            return True
        raise NotAllowed(self.verb)

    @property
    def title(self) -> Any:
        lines = [line for line in self.flow.rows if line.verb == self.verb]
        label = lines[0].label if lines else self.verb
        return _("%(verb)s (on behalf)") % {"verb": label} if self.on_behalf else label

    @property
    def button(self) -> Any:
        return self.title

    @property
    def about(self) -> str:
        """What of the case the verb is about, beside its reference."""
        return ""

    @property
    def kind(self) -> Any:  # type: ignore[override]
        return "destructive" if self.verb in DESTRUCTIVE else "primary"

    @property
    def words(self) -> Any:
        return self.spec.words

    def show(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        template = self.spec.template or self.template_name
        return render(self.request, template, context, status=status)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        actor = speaking(self.actor) if self.on_behalf else self.actor
        try:
            self.flow.find(self.verb, self.row, actor)
        except NoLongerPossible as late:
            return self.show_too_late(late)
        return super().get(request, **kwargs)

    def show_too_late(self, late: NoLongerPossible) -> HttpResponse:
        """The page of a verb that is no longer possible."""
        context = {
            "title": self.title,
            "too_late": self.told_too_late(late),
            "cancel": self.cancel_url(),
            **self.further(),
        }
        return self.show(context, status=409)

    def build_form(self, data: Any = None, files: Any = None) -> forms.BaseForm:
        form = self.spec.form(self, data, files)
        if self.on_behalf and isinstance(form, forms.Form):
            add_note(form, self.case.submitted_at)
        return form

    def stored(self) -> dict[str, Any]:
        return self.spec.stored(self)

    def hold(self) -> None:
        lock_request(self.case.pk)

    def act(self, form: Any) -> str:
        actor = self.actor
        if self.on_behalf:
            actor = actor.speaking_for_another(
                form.cleaned_data.pop("said_how"), form.cleaned_data.pop("said_on")
            )
        return self.spec.act(self, actor, form) or self.address()

    def done(self) -> str:
        return str(self.spec.done)

    def cancel_url(self) -> str:
        return self.address()

    def further(self) -> dict[str, Any]:
        parts = (self.case.reference or "", self.about)
        return {"kicker": " · ".join(part for part in parts if part)}

    def told_too_late(self, late: NoLongerPossible) -> str:
        return told_too_late(late, Reader(self.actor, self.case))
