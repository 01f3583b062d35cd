"""The page of notices, and the demo's mails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activities.clock import now
from notifications.delivery import render as render_mail
from notifications.digests import choose, compose
from notifications.forms import WishesForm
from notifications.mailbox import stored_mail, stored_mails
from notifications.models import Delivery, Notice
from notifications.queries import notices_for, read_by
from notifications.registry import Message, Summary, kinds, renderer_of, titles_of_cases
from web.components import Cell, Chip, Column, Row
from web.dates import short_moment
from web.hats import HatOption
from web.lists import ListPage
from web.pages import FormPage, Needs, Page, Sent, SentFiles


class NoticesPage(ListPage[Notice]):
    """What this person was told, newest first."""

    needs = Needs.SIGNED_IN
    template_name = "notifications/notices.html"
    columns = (
        Column(_("Notice"), line=_("Request"), chips=_("Unread")),
        Column(_("When")),
    )
    caption = _("Notices")
    # What the cases of the rows shown are called, once they are read.
    titles: Mapping[UUID, str] = MappingProxyType({})

    def rows(self) -> QuerySet[Notice]:
        return notices_for(self.actor).select_related("activity").order_by("-created_at")

    def _order_fields(self, order: str) -> list[str]:
        return ["-created_at"]

    def load(self, items: Sequence[Notice]) -> None:
        cases = {item.case_id for item in items if item.case_id}
        self.titles = titles_of_cases(self.actor, cases)

    def row(self, item: Notice) -> Row:
        summary = _summary(item)
        chips = () if item.read_at else (Chip(_("new"), "brick"),)
        return Row(
            [
                Cell(
                    summary.text,
                    line=self.titles.get(item.case_id, "") if item.case_id else "",
                    url=reverse("notifications:notice", kwargs={"notice_id": item.pk})
                    if summary.url
                    else "",
                    chips=chips,
                ),
                Cell(short_moment(item.created_at), quiet=True, value=item.created_at),
            ],
            attention=item.read_at is None,
        )


def _summary(notice: Notice) -> Summary:
    renderer = renderer_of(notice.kind)
    if renderer is None:
        return Summary(str(_("A notice")), "")
    return renderer.summary(notice)


class OpenNotice(Page):
    """On to what a notice is about; from then on it is read."""

    needs = Needs.SIGNED_IN
    about_one_row = True

    def get(self, request: HttpRequest, notice_id: UUID) -> HttpResponse:
        notice = notices_for(self.actor).filter(pk=notice_id).select_related("activity").first()
        if notice is None or not (url := _summary(notice).url):
            raise Http404
        read_by(self.actor, pk=notice_id)
        return redirect(url)


class MarkRead(FormPage[forms.Form]):
    """All notices of this hat are read."""

    needs = Needs.SIGNED_IN
    title = _("Mark all as read")
    button = _("Mark all as read")

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        return forms.Form(data)

    def act(self, form: forms.Form) -> str:
        notices_for(self.actor).filter(read_at__isnull=True).update(read_at=now())
        return reverse("notifications:notices")


class WishesPage(FormPage[WishesForm]):
    """How the person wishes to hear of things, under all their hats."""

    needs = Needs.SIGNED_IN
    title = _("Notices and mails")
    words = _(
        "Every notice stands in the portal. Say which of them come by e-mail too, and how. Of what "
        "asks for something somebody is always written to: where nobody else would be, you are."
    )
    button = _("Save")

    def build_form(self, data: Sent = None, files: SentFiles = None) -> WishesForm:
        hats: list[HatOption] = getattr(self.request, "hats", [])
        actors = [one.actor for one in hats] or [self.actor]
        return WishesForm(data, person=self._person(), actors=actors)

    def _person(self) -> User:
        return User.objects.get(pk=str(self.actor.user_id))

    def stored(self) -> dict[str, Any]:
        form = self.build_form()
        return {name: form.initial[name] for name in form.fields}

    def hold(self) -> None:
        User.objects.select_for_update(no_key=True).filter(pk=str(self.actor.user_id)).first()

    def act(self, form: WishesForm) -> str:
        person = self._person()
        choose(person.pk, wishes=form.wishes(person), digest_hour=form.cleaned_data["hour"])
        return reverse("notifications:wishes")

    def done(self) -> str:
        return gettext("Saved.")


class MailPreviewPage(Page):
    """Every kind of mail by its newest example in the demo; no such page in production."""

    needs = Needs.PUBLIC
    template_name = "notifications/previews.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        newest = (
            Notice.objects.order_by("kind", "-created_at")
            .distinct("kind")
            .select_related("activity", "person")
        )
        examples = {notice.kind: notice for notice in newest}
        return self.show(
            {
                "previews": [
                    {"kind": Delivery.DIGEST, "message": _example_of_a_digest()},
                    *(
                        {
                            "kind": kind,
                            "message": render_mail(examples[kind]) if kind in examples else None,
                        }
                        for kind in kinds()
                    ),
                ]
            }
        )


def _example_of_a_digest() -> Message | None:
    """Of somebody of whom the demo has much to tell."""
    told = Notice.objects.filter(person__memberships__isnull=False).order_by("-created_at")
    newest = told.select_related("person").first()
    if newest is None or newest.person is None:
        return None
    own = Notice.objects.filter(person=newest.person).order_by("-created_at")[:10]
    with translation.override(newest.person.language):
        return compose(newest.person, list(own))


class MailboxPage(Page):
    """The demo's mails; there is no such page in production."""

    needs = Needs.PUBLIC
    template_name = "notifications/mailbox.html"

    def get(self, request: HttpRequest, key: str = "") -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        if not key:
            return self.show({"mails": stored_mails()})
        mail = stored_mail(key)
        if mail is None:
            raise Http404
        # Without the frame of who reads it here: nothing but what its recipient got.
        return render(request, "notifications/mailbox_mail.html", {"mail": mail})
