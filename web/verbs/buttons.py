"""The buttons of verbs: which ones a page offers to somebody now, and how they are drawn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic

from django.utils.translation import gettext as _

from activities.actor import Actor, SaidHow
from activities.clock import today
from activities.codes import VerbCode
from activities.workflow import Guard, Row, Transition, Verb, Workflow
from web.components import Action, ButtonKind
from web.verbs.forms import Plain, VerbForm

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class VerbButton(Generic[Row]):
    """How one side does a verb: its button, the form behind it, and what is said after.

    The label is that of the table's line. `step` says how far the verb takes a case: of those that
    may be done now the furthest is the page's main button, 0 is never one; what stands `beside` it
    is drawn there too. `at_once` asks nothing. `action` takes the place of the verb's own where
    this side does it in another way.
    """

    verb: Verb[Row]
    done: StrOrPromise
    form: type[VerbForm[Row]] = Plain
    weight: ButtonKind = "secondary"
    words: StrOrPromise = ""
    at_once: bool = False
    template: str = ""
    step: int = 0
    beside: bool = False
    action: Callable[..., object] | None = None

    def carry_out(self, actor: Actor, row: Row, form: VerbForm[Row]) -> object:
        """Do it, with what the form says; what the action returns."""
        action = self.action or self.verb.action
        if action is None:
            raise TypeError(f"Nothing does {self.verb}.")
        about = {self.verb.subject: row.pk} if self.verb.subject else {}
        return action(actor=actor, **about, **form.values())


@dataclass(frozen=True)
class Offer(Generic[Row]):
    """A verb that somebody may do now, by a line of the table; `on_behalf` of somebody else."""

    button: VerbButton[Row]
    line: Transition[Row]
    on_behalf: bool

    @property
    def verb(self) -> VerbCode:
        return self.button.verb.code

    def action(self, address: Callable[[VerbCode], str], about: str = "") -> Action:
        """What the page draws."""
        label = self.line.label
        if self.on_behalf:
            label = _("%(verb)s (on behalf)") % {"verb": label}
        return Action(
            label,
            address(self.verb),
            "secondary" if self.on_behalf else self.button.weight,
            method="post" if self.button.at_once and not self.on_behalf else "get",
            about=about,
        )


@dataclass(frozen=True)
class Offers(Generic[Row]):
    """The verbs that the pages of one side offer, with the table that says when. Raises ValueError
    for a verb that is offered twice, or that the table gives no button."""

    workflow: Workflow[Row]
    buttons: tuple[VerbButton[Row], ...]

    def __post_init__(self) -> None:
        given = {line.verb for line in self.workflow.lines if line.button}
        codes = [button.verb.code for button in self.buttons]
        for button in self.buttons:
            of_table = button.verb.kind == self.workflow.kind and button.verb.code in given
            if not of_table or codes.count(button.verb.code) > 1:
                raise ValueError(f"{button.verb} cannot be offered here, or is offered twice.")

    def button(self, code: str) -> VerbButton[Row] | None:
        """The button of a verb; None for one that is not offered here."""
        return next((one for one in self.buttons if one.verb.code == code), None)

    def open(
        self, row: Row, actor: Actor, without: Collection[VerbCode] = ()
    ) -> tuple[list[Offer[Row]], list[Offer[Row]]]:
        """What the table allows to this actor now: own verbs, and those on somebody's behalf."""
        held: dict[Guard[Row], bool] = {}
        own = self._open(row, actor, held, without)
        mine = {one.verb for one in own}
        behalf = self._open(row, speaking(actor), held, {*without, *mine}, on_behalf=True)
        return own, behalf

    def _open(
        self,
        row: Row,
        actor: Actor,
        held: dict[Guard[Row], bool],
        without: Collection[VerbCode],
        *,
        on_behalf: bool = False,
    ) -> list[Offer[Row]]:
        found: dict[VerbCode, Offer[Row]] = {}
        for line in self.workflow.verbs(row, actor, held):
            button = self.button(line.verb)
            if line.button and button is not None and line.verb not in without:
                found.setdefault(line.verb, Offer(button, line, on_behalf))
        return list(found.values())


def speaking(actor: Actor) -> Actor:
    """The actor as if the other side had told them: to know what may be done on its behalf."""
    return actor.speaking_for_another(SaidHow.TELEPHONE, today("UTC"))


def drawn(
    offers: Iterable[Offer[Row]], address: Callable[[VerbCode], str], about: str = ""
) -> list[Action]:
    """Offers as what a page draws; `address` gives the page of each verb."""
    return [one.action(address, about) for one in offers]


def by_weight(
    offers: Collection[Offer[Row]],
    address: Callable[[VerbCode], str],
    no_step: Collection[VerbCode] = (),
) -> tuple[list[Action], list[Action]]:
    """The head of a page (what stands beside, then the one next step, which none of `no_step` is),
    and everything else that may be done, of which nothing is drawn as the main thing."""
    steps = [one for one in offers if one.button.step and one.verb not in no_step]
    main = max(steps, key=lambda one: one.button.step, default=None)
    head = [one for one in offers if one.button.beside] + ([main] if main else [])
    rest = [one.action(address) for one in offers if one not in head]
    return drawn(head, address), [
        replace(one, kind="secondary") if one.kind == "primary" else one for one in rest
    ]
