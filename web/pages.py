"""Base views: who may come, what is shown, and forms that act once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views import View

from activities.actor import Actor
from activities.errors import KeptRefusal, NoLongerPossible, NotAllowed, ToConfirm
from activities.once import AlreadySubmitted, claim, led_to, refuse_second
from web import typed_text
from web.components import SUBMIT_KEY_FIELD, ButtonKind, Definition
from web.fields import in_words
from web.refusals import add_errors, ask_to_confirm, confirming
from web.typed_text import FormKey

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Item = TypeVar("Item", bound=Model)
FormType = TypeVar("FormType", bound=forms.BaseForm)
Plain = TypeVar("Plain", bound=Callable[..., HttpResponseBase])
# What a form was sent with; None: it is drawn for the first time.
Sent = QueryDict | None
if TYPE_CHECKING:
    SentFiles = MultiValueDict[str, UploadedFile[Any]] | None
else:  # an uploaded file takes no parameter but in its stub
    SentFiles = MultiValueDict | None


class Needs(Enum):
    """What the acting hat must be for a page."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    COMPANY = "company"
    STAFF = "staff"
    COORDINATOR = "coordinator"
    SECRETARIAT = "secretariat"


def satisfied(needs: Needs, actor: Actor) -> bool:
    """Whether the hat `actor` wears fits a page."""
    if needs is Needs.PUBLIC:
        return True
    if needs is Needs.SIGNED_IN:
        return actor.user_id is not None
    if needs is Needs.COMPANY:
        return actor.company_id is not None
    if needs is Needs.STAFF:
        return actor.organisation_id is not None
    if needs is Needs.COORDINATOR:
        return actor.is_coordinator
    return actor.is_secretariat


class Page(View):
    """A page says whom it is for; subclasses fetch what they show by `visible_to` only."""

    needs: ClassVar[Needs]
    template_name: ClassVar[str] = ""
    # A page about one row answers everybody else as if there were no such row.
    about_one_row: ClassVar[bool] = False
    # Whether staff may open it before they have set up and shown their second factor.
    before_second_factor: ClassVar[bool] = False
    request: HttpRequest

    @property
    def actor(self) -> Actor:
        actor = getattr(self.request, "actor", None)
        if not isinstance(actor, Actor):
            raise TypeError("ActorMiddleware is missing.")
        return actor

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.needs is not Needs.PUBLIC and self.actor.user_id is None:
            query = {"next": request.get_full_path()}
            if request.method == "POST":
                typed_text.remember(request)
                # Not as a message: that would be a session for whoever sends anything.
                query = {"kept": "1"} | query
            return redirect(f"{reverse('account_login')}?{urlencode(query)}")
        if not satisfied(self.needs, self.actor):
            if self.about_one_row:
                raise Http404
            return render(request, "403.html", status=403)
        try:
            return super().dispatch(request, *args, **kwargs)
        except NotAllowed:
            return render(request, "403.html", status=403)

    def show(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Draw the page's template."""
        return render(self.request, self.template_name, context, status=status)


def before_second_factor(view: Plain) -> Plain:
    """Let staff open a view that is a function before they have shown their second factor."""
    view.before_second_factor = True  # type: ignore[attr-defined]
    return view


def opens_before_second_factor(view: object) -> bool:
    """Whether a view of the URLconf says so of itself."""
    return bool(getattr(getattr(view, "view_class", view), "before_second_factor", False))


class FormPage(Page, Generic[FormType]):
    """A form that acts: once for each drawing, everything or nothing, nothing typed lost."""

    template_name: ClassVar[str] = "form_page.html"

    # Said as attributes, or as properties where they depend on the row.
    @property
    def title(self) -> StrOrPromise:
        return ""

    @property
    def words(self) -> StrOrPromise:
        return ""

    @property
    def button(self) -> StrOrPromise:
        return ""

    @property
    def kind(self) -> ButtonKind:
        """How the form's button is drawn."""
        return "primary"

    @property
    def actor(self) -> Actor:
        """Who fills in the form, having confirmed the words that the form asked about."""
        return self.confirming(super().actor)

    def confirming(self, actor: Actor) -> Actor:
        """The actor with what the form's box says of its words."""
        return confirming(actor, self.request.POST)

    def check(self) -> None:
        """Raise Http404 or NotAllowed unless the actor may fill in this form."""

    def build_form(self, data: Sent = None, files: SentFiles = None) -> FormType:
        """The form, unbound without data."""
        raise NotImplementedError

    def act(self, form: FormType) -> str:
        """Carry the form out; the address to go to. Called in a transaction."""
        raise NotImplementedError

    def stored(self) -> dict[str, Any]:
        """By field, the values that the row has which the form changes, read from the database;
        empty for a form that changes no values. The form is drawn from them, and is not carried
        out on others: what two people change at a time neither overwrites unseen."""
        return {}

    def hold(self) -> None:
        """Lock the row of `stored` within the action's transaction."""

    def changed(self, form: FormType) -> set[str]:
        """The fields in which the person typed something else than the form was drawn with."""
        if self._key is None or not self._key.drawn:
            return set(form.changed_data)
        drawn = self._key.drawn
        return {
            name
            for name, value in form.cleaned_data.items()
            if name not in drawn or drawn[name] != typed_text.mark_of(value)
        }

    def done(self) -> str:
        """What the next page says happened and what comes next."""
        return ""

    def cancel_url(self) -> str:
        return ""

    def further(self) -> dict[str, Any]:
        return {}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        kept = typed_text.remembered(request, str(self.actor.user_id))
        return self.draw(self.build_form(kept))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key = self._key
        try:
            if key is not None and key.hat != self.actor.hat:
                refuse_second(key.number, self.actor.user_id)
                return self._opened_under_another_hat(request, key.hat)
            return self._carry_out(request, key.number if key else None)
        except AlreadySubmitted as before:
            return redirect(before.result or self.address_again())

    def kept_address(self, address: str) -> str:
        """What is remembered of the address that the form led to, for a second submit."""
        return address

    def address_again(self) -> str:
        """Where a second submit leads whose first one's address was not remembered."""
        return self.request.get_full_path()

    @cached_property
    def _key(self) -> FormKey | None:
        return typed_text.read_key(self.request.POST.get(SUBMIT_KEY_FIELD, ""))

    def _opened_under_another_hat(self, request: HttpRequest, hat: str) -> HttpResponse:
        """Nothing is done under a hat that the form was not drawn for; what was typed is kept for
        the way back."""
        typed_text.remember(request)
        options = getattr(request, "hats", [])
        context = {
            "opened_as": next((one for one in options if one.key == hat), None),
            "now_as": next((one for one in options if one.key == self.actor.hat), None),
            "typed": typed_text.as_typed(typed_text.posted(request)),
            "back": request.get_full_path(),
        }
        return render(request, "other_hat.html", context, status=409)

    def _carry_out(self, request: HttpRequest, number: UUID | None) -> HttpResponse:
        """Act once for each drawing of the form. Raises AlreadySubmitted for the second time."""
        user_id = self.actor.user_id
        refuse_second(number, user_id)
        try:
            self.check()
            form = self.build_form(request.POST, request.FILES)
            valid = form.is_valid()
        except (Http404, NotAllowed):
            refuse_second(number, user_id)
            raise
        if not valid:
            refuse_second(number, user_id)
            return self.draw(form, status=422)
        try:
            with transaction.atomic():
                claim(number, user_id)
                self._check_row()
                address = self.act(form)
                led_to(number, self.kept_address(address))
        except _ChangedMeanwhile as changed:
            return self._draw_newer(form, changed.fields)
        except KeptRefusal as refused:
            refused.keep()
            add_errors(form, refused)
            return self.draw(form, status=422)
        except ToConfirm as doubtful:
            add_errors(form, doubtful)
            ask_to_confirm(form, doubtful, self.actor.confirmed_words)
            return self.draw(form, status=422)
        except ValidationError as refused:
            add_errors(form, refused)
            return self.draw(form, status=422)
        except NoLongerPossible as late:
            form.add_error(None, self.told_too_late(late))
            return self.draw(form, status=409)
        typed_text.forget(request)
        if words := self.done():
            messages.success(request, words)
        return redirect(address)

    def _check_row(self) -> None:
        """Raise _ChangedMeanwhile where the row has other values than the form was drawn from."""
        if self._key is None or not self._key.drawn:
            return
        self.hold()
        now_is = self.stored()
        if fields := self._key.changed_since(now_is):
            raise _ChangedMeanwhile(fields)

    def _draw_newer(self, form: FormType, fields: Sequence[str]) -> HttpResponse:
        """The form anew on the row as it is now, with what the person typed, and what changed."""
        now_is = self.stored()
        newer = self.build_form()
        for name in self.changed(form):
            newer.initial[name] = form.cleaned_data[name]
            if name in newer.fields:
                newer.fields[name].initial = form.cleaned_data[name]
        changes = [
            Definition(
                str(newer.fields[name].label or name), in_words(newer.fields[name], now_is[name])
            )
            for name in fields
            if name in newer.fields
        ]
        return self.draw(newer, status=409, newer=changes)

    def told_too_late(self, late: NoLongerPossible) -> str:
        """Says what was done meanwhile; case pages say by whom."""
        return _("This is no longer possible: something was done meanwhile. Open the page again.")

    def draw(
        self, form: forms.BaseForm, status: int = 200, newer: Sequence[Definition] = ()
    ) -> HttpResponse:
        """The page with its form; `newer` is what somebody else changed meanwhile."""
        form.stored = self.stored()  # type: ignore[attr-defined]  # for the form's key
        context = {
            "form": form,
            "newer": newer,
            "title": self.title,
            "words": self.words,
            "button": self.button,
            "button_kind": self.kind,
            "cancel": self.cancel_url(),
            **self.further(),
        }
        return self.show(context, status=status)


class _ChangedMeanwhile(Exception):
    """Somebody else changed `fields` of the row since the form was drawn."""

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__(*fields)
        self.fields = fields
