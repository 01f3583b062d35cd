"""The page of a verb: its form, and the action behind it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Generic

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from activities.actor import Actor
from activities.codes import VerbCode
from activities.errors import NoLongerPossible, NotAllowed
from activities.workflow import Row
from web.components import ButtonKind
from web.pages import FormPage, Sent, SentFiles
from web.verbs.buttons import Offers, VerbButton, speaking
from web.verbs.forms import Asked, VerbForm

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class VerbPage(FormPage[VerbForm[Row]], Generic[Row]):
    """The form of one verb on one row. Subclasses find the row by `visible_to`."""

    about_one_row = True
    template_name = "verb_page.html"
    # What this page offers: a verb that is not among it has no page here.
    offers: ClassVar[Offers[Any]]

    @property
    def row(self) -> Row:
        """The row that the verb is about; raises Http404 when the actor may not see it."""
        raise NotImplementedError

    def address(self) -> str:
        """The page of the row."""
        raise NotImplementedError

    def told_too_late(self, late: NoLongerPossible) -> str:
        """What a person is told who came too late."""
        raise NotImplementedError

    def said_since(self) -> tuple[datetime | None, StrOrPromise]:
        """From when on the other side may have said something, and what is said of a day before."""
        return None, ""

    def leads_to(self, result: object) -> str:
        """Where one goes on from what the action returned: to the page of the row."""
        return self.address()

    @cached_property
    def offered(self) -> VerbButton[Row]:
        """The verb of the address, as it is offered here. Raises Http404 where it is not."""
        found: VerbButton[Row] | None = self.offers.button(str(self.kwargs["verb"]))
        if found is None:
            raise Http404
        return found

    @property
    def verb(self) -> VerbCode:
        return self.offered.verb.code

    @cached_property
    def on_behalf(self) -> bool:
        """Whether the actor does it for another side. Raises NotAllowed when not even that."""
        workflow = self.offers.workflow
        if workflow.permits(self.verb, self.row, self.actor):
            return False
        if workflow.permits(self.verb, self.row, speaking(self.actor)):
            return True
        raise NotAllowed(self.verb)

    @property
    def asked(self) -> Asked[Row]:
        return Asked(self.actor, self.row)

    @property
    def title(self) -> StrOrPromise:
        lines = self.offers.workflow.lines
        label = next(line.label for line in lines if line.verb == self.verb)
        return _("%(verb)s (on behalf)") % {"verb": label} if self.on_behalf else label

    @property
    def button(self) -> StrOrPromise:
        return self.title

    @property
    def kind(self) -> ButtonKind:
        return "destructive" if self.offered.weight == "destructive" else "primary"

    @property
    def words(self) -> StrOrPromise:
        return self.offered.words

    def show(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        template = self.offered.template or self.template_name
        return render(self.request, template, context, status=status)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        actor = speaking(self.actor) if self.on_behalf else self.actor
        try:
            self.offers.workflow.find(self.verb, self.row, actor)
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

    def build_form(self, data: Sent = None, files: SentFiles = None) -> VerbForm[Row]:
        form = self.offered.form.of(self.asked, data)
        return form.ask_how_it_was_said(*self.said_since()) if self.on_behalf else form

    def stored(self) -> dict[str, Any]:
        return dict(self.offered.form.stored(self.asked))

    def act(self, form: VerbForm[Row]) -> str:
        return self.leads_to(self.offered.carry_out(self._acting(form), self.row, form))

    def _acting(self, form: VerbForm[Row]) -> Actor:
        return self.actor.speaking_for_another(*form.said) if self.on_behalf else self.actor

    def done(self) -> str:
        return str(self.offered.done)

    def cancel_url(self) -> str:
        return self.address()
