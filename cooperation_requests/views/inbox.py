"""The home agency's inbox."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from activities.clock import now
from companies.cards import sector_names
from cooperation_requests.enums import Kind, RequestState
from cooperation_requests.filters import InboxFilter
from cooperation_requests.models import CooperationRequest
from cooperation_requests.showing.need import region_names
from cooperation_requests.workflow import INBOX_TABS
from web.components import Cell, Chip, Column, Row, Tab
from web.counting import counts
from web.lists import ListPage
from web.pages import Needs

ATTENTION_TABS = {"to_triage", "suggestions_in"}
TAB_RULES: dict[str, Q] = {
    **{tab.code: tab.rule for tab in INBOX_TABS},
    "all": ~Q(state=RequestState.DRAFT),
    "drafts": Q(state=RequestState.DRAFT),
}


class Inbox(ListPage[CooperationRequest]):
    """The requests of our companies: tabs with counts, filters, sorting, all in the address."""

    needs = Needs.STAFF
    template_name = "requests/inbox.html"
    caption = gettext_lazy("Requests of our companies")
    filterset_class = InboxFilter
    by_key = True
    columns = (
        Column(gettext_lazy("Request"), "title", line=gettext_lazy("Number and sector")),
        Column(gettext_lazy("Company"), "company", line=gettext_lazy("Place and size")),
        Column(gettext_lazy("Looks for")),
        Column(gettext_lazy("Target regions")),
        Column(gettext_lazy("Advisor"), "advisor"),
        Column(gettext_lazy("Waiting"), "waiting", chips=gettext_lazy("Waiting for")),
    )
    sorts = {
        "title": ("title",),
        "company": ("company__sort_name",),
        "advisor": ("responsible__name", "waiting_since"),
        "waiting": ("waiting_since",),
    }
    default_sort = "waiting"

    @cached_property
    def tab(self) -> str:
        asked = self.request.GET.get("tab", "to_triage")
        return asked if asked in TAB_RULES else "to_triage"

    def _all(self) -> QuerySet[CooperationRequest]:
        return CooperationRequest.objects.visible_to(self.actor)

    def rows(self) -> QuerySet[CooperationRequest]:
        found = self._all().select_related("company", "responsible")
        return found.filter(TAB_RULES[self.tab])

    def row(self, item: CooperationRequest) -> Row:
        if item.state == RequestState.DRAFT:
            url = reverse("requests:draft", kwargs={"request_id": item.pk})
        else:
            url = reverse("requests:desk-request", kwargs={"reference": item.reference})
        sector = sector_names(item.sectors[:1])
        under = " · ".join(part for part in (item.reference or _("draft"), *sector) if part)
        staff = item.company.head_count
        return Row(
            [
                Cell(item.title or _("Untitled"), line=under, url=url),
                Cell(
                    item.company.legal_name,
                    line=" · ".join(
                        part
                        for part in (
                            item.company.city,
                            _("%(count)s staff") % {"count": staff} if staff is not None else "",
                        )
                        if part
                    ),
                ),
                Cell(chips=[Chip(Kind(item.kind).label, "harbour")] if item.kind else ()),
                Cell(region_names(item.regions)),
                Cell(
                    item.responsible.name if item.responsible else _("not taken"),
                    quiet=item.responsible is None,
                ),
                Cell(chips=[waiting_chip(item)], value=item.waiting_since),
            ]
        )

    def further(self) -> dict[str, Any]:
        mine = self._all()
        found = counts({name: mine.filter(rule) for name, rule in TAB_RULES.items()})
        tabs = [
            Tab(
                label,
                f"?{urlencode({'tab': name})}",
                found[name],
                name == self.tab,
                name in ATTENTION_TABS,
            )
            for name, label in (
                *((tab.code, tab.label) for tab in INBOX_TABS),
                ("all", gettext_lazy("All")),
                ("drafts", gettext_lazy("Drafts")),
            )
        ]
        return {"tabs": tabs, "may_start": self.actor.is_advisor}


def waiting_chip(item: CooperationRequest) -> Chip:
    """How long somebody has been waited for; brick when late, amber from two days on."""
    if item.waiting_since is None:
        return Chip("–")
    days = (now() - item.waiting_since).days
    text = (
        _("today") if days < 1 else ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    )
    if item.is_late:
        return Chip(text, "brick")
    return Chip(text, "amber" if days >= 2 else "moss")
