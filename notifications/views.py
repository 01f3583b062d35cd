"""The page of notices, and the demo's mails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from uuid import UUID

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.clock import now
from notifications.delivery import render as render_mail
from notifications.mailbox import stored_mail, stored_mails
from notifications.models import Notice
from notifications.queries import notices_for, read_by
from notifications.registry import Summary, kinds, renderer_of, titles_of_cases
from web.components import Cell, Chip, Column, Row
from web.dates import short_moment
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
                    {
                        "kind": kind,
                        "message": render_mail(examples[kind]) if kind in examples else None,
                    }
                    for kind in kinds()
                ]
            }
        )


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
