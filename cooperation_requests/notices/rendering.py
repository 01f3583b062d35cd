"""Putting a notice into words, after asking again whether its recipient may see the case."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.actor import Actor, Channel, Link, Role
from companies.hats import actor_under
from companies.models import Company
from cooperation_requests.answer_links import link_for
from cooperation_requests.codes import RequestVerb
from cooperation_requests.enums import ENDED_SUGGESTIONS, LinkPurpose, Word
from cooperation_requests.models import Brief, CooperationRequest, Referral, Suggestion
from cooperation_requests.notices import wording as w
from cooperation_requests.notices.fitting import fitting_facts
from cooperation_requests.notices.introduction import contact_facts
from cooperation_requests.notices.topics import ASKS, TOPICS, topic_of
from cooperation_requests.notices.words import WORDS
from cooperation_requests.queries import newest_brief
from notifications.models import Notice
from notifications.registry import (
    Message,
    Renderer,
    Summary,
    name_cases,
    register,
    register_topics,
    show_cases_by,
)
from web.dates import long_day
from web.links import address_of


def register_kinds() -> None:
    """Bind every entry of the words; called when the app is ready."""
    name_cases(_titles, in_mails=_titles_in_mails)
    show_cases_by(_seen_by)
    register_topics(*TOPICS)
    for key, words in WORDS.items():
        register(
            ".".join(key),
            Renderer(
                partial(_message, words),
                partial(_summary, words),
                topic_of(key, words),
                asks=key in ASKS,
            ),
        )


def _titles(reader: Actor, case_ids: Collection[UUID]) -> dict[UUID, str]:
    """The company's own words to its own side, else the newest brief that is open to the reader."""
    briefs = Brief.objects.visible_to(reader).filter(request__in=case_ids).order_by("version")
    requests = CooperationRequest.objects.visible_to(reader).filter(pk__in=case_ids)
    return {
        **dict(briefs.values_list("request_id", "title")),
        **dict(requests.values_list("pk", "title")),
    }


def _titles_in_mails(reader: Actor, case_ids: Collection[UUID]) -> dict[UUID, str]:
    """The same of companies for which an agency vouches."""
    admitted = Company.objects.unrestricted("whether they are admitted").filter(
        Company.admitted_rule()
    )
    known = CooperationRequest.objects.unrestricted("whose company is admitted").filter(
        pk__in=case_ids, company__in=admitted
    )
    return _titles(reader, list(known.values_list("pk", flat=True)))


def _seen_by(reader: Actor) -> Q:
    """Notices about a request, a referral or a suggestion that the reader may see."""
    rows: list[QuerySet[Any]] = [
        CooperationRequest.objects.visible_to(reader),
        Referral.objects.visible_to(reader),
        Suggestion.objects.visible_to(reader),
    ]
    seen = Q()
    for one in rows:
        # The one row's key, never a set of all: there are few notices and many cases.
        key = one.filter(pk=OuterRef("subject_id")).values("pk")[:1]
        seen |= Q(IsNull(Subquery(key), False))
    return Q(case_id__isnull=False) & seen


def _reader(notice: Notice) -> Actor | None:
    """The recipient as an actor: the hat of a person, or a desk's mailbox; None: no longer."""
    if notice.person is not None:
        return actor_under(notice.person, notice.hat_id)
    return Actor(organisation_id=notice.hat_id, role=Role.VIEWER, channel=Channel.MAIL)


def _message(words: w.Words, notice: Notice) -> Message | None:
    if words.page in {w.COMPANY_PAGE, w.DESK_PAGE}:
        return _to_own_side(words, notice)
    if words.page == w.CANDIDATE_PAGE:
        return _to_candidate(words, notice)
    return _to_partner(words, notice)


def _to_own_side(words: w.Words, notice: Notice) -> Message | None:
    """To the company or its home agency."""
    account = notice.person is not None or words.page == w.DESK_PAGE
    reader = _reader(notice) if account else Actor(company_id=notice.hat_id)
    if reader is None:
        return None
    request = (
        CooperationRequest.objects.visible_to(reader)
        .select_related("home_agency", "responsible", "company")
        .filter(pk=notice.case_id or notice.subject_id)
        .first()
    )
    if request is None or (words.still and request.state not in words.still):
        return None
    values = _values(notice, request, _referral_of(notice))
    name = "requests:request" if words.page == w.COMPANY_PAGE else "requests:desk-request"
    facts = []
    if request.company.is_admitted:
        facts.append((_("Request"), request.title))
        if words.page == w.DESK_PAGE:
            facts.append((_("Company"), request.company.legal_name))
    facts += [*contact_facts(notice, reader), *fitting_facts(notice, reader)]
    brief = _brief_told(words, notice, reader)
    if brief is not None:
        facts.append((_("Looked for"), brief.title))
    return Message(
        subject=f"{request.reference}: {words.subject % values}",
        lead=words.line % values,
        facts=facts,
        paragraphs=[brief.text] if brief is not None else [],
        action=(str(words.action), _absolute(name, reference=request.reference))
        if account
        else None,
        why=_("You get this because the request belongs to you or your agency."),
    )


def _brief_told(words: w.Words, notice: Notice, reader: Actor) -> Brief | None:
    """The brief, where its company hears how partners will read it."""
    written = notice.activity is not None and notice.activity.verb in {
        RequestVerb.QUALIFY,
        RequestVerb.REVISE,
    }
    if not written or words.page != w.COMPANY_PAGE:
        return None
    return newest_brief(reader, notice.case_id)


def _to_partner(words: w.Words, notice: Notice) -> Message | None:
    """To a partner: the brief, never the company."""
    reader = _reader(notice)
    if reader is None:
        return None
    referral_id = notice.subject_id
    if notice.kind.startswith("suggestion."):
        own = Suggestion.objects.visible_to(reader).filter(pk=notice.subject_id)
        referral_id = own.values_list("referral_id", flat=True).first() or referral_id
    referral = (
        Referral.objects.asked_of(reader)
        .select_related("request__home_agency", "request__responsible", "organisation")
        .filter(pk=referral_id)
        .first()
    )
    if referral is None or (words.still and referral.state not in words.still):
        return None
    values = _values(notice, referral.request, referral)
    brief = newest_brief(reader, referral.request_id)
    page = _absolute("requests:desk-referral", referral_id=referral.pk)
    action = (str(words.action), page)
    further: list[tuple[str, str]] = []
    if words.page == w.LINK_TO_REFERRAL:
        address = notice.person.email if notice.person else notice.address
        link = link_for(LinkPurpose.REFERRAL, referral=referral, email=address)
        further.append(
            (
                _("Accept or decline without logging in"),
                address_of(link),
            )
        )
    return Message(
        subject=f"{referral.request.reference}: {words.subject % values}",
        lead=words.line % values,
        facts=[
            *([(_("Looked for"), brief.title)] if brief else []),
            *fitting_facts(notice, reader),
        ],
        paragraphs=[brief.text] if brief and words.page == w.LINK_TO_REFERRAL else [],
        action=action,
        further=further,
        why=_("You get this because your agency is asked in the network."),
    )


def _to_candidate(words: w.Words, notice: Notice) -> Message | None:
    """To a candidate: in the portal for one with an account, else by link."""
    row = (
        Suggestion.objects.unrestricted("checked below")
        .select_related("referral__request__home_agency", "referral__organisation", "company")
        .filter(pk=notice.subject_id)
        .first()
    )
    if row is None:
        return None
    reader = (
        actor_under(notice.person, notice.hat_id)
        if notice.person
        else Actor(link=Link(row.pk, LinkPurpose.SUGGESTION, row.pk))
    )
    if reader is None or not Suggestion.objects.visible_to(reader).filter(pk=row.pk).exists():
        return None
    told_of_its_no = notice.kind == "suggestion.refuse.candidate_noted"
    if row.state in ENDED_SUGGESTIONS and not told_of_its_no:
        return None
    asked = row.word in {Word.ASKED, Word.AGREED}
    values = _values(notice, row.referral.request, row.referral)
    if notice.person:
        url = _absolute("requests:approach", suggestion_id=row.pk)
    else:
        link = link_for(LinkPurpose.SUGGESTION, suggestion=row, email=notice.address)
        url = address_of(link)
    brief = newest_brief(reader, row.referral.request_id) if asked else None
    return Message(
        subject=f"{row.referral.request.reference}: {words.subject % values}",
        lead=words.line % values,
        facts=[
            *([(_("Looked for"), brief.title)] if brief else []),
            *contact_facts(notice, reader),
        ],
        action=(str(words.action), url),
        why=_("You get this because %(agency)s proposed your company.")
        % {"agency": row.referral.organisation.name},
    )


def _referral_of(notice: Notice) -> Referral | None:
    key = notice.activity.data.get("referral") if notice.activity else None
    if not key:
        return None
    return (
        Referral.objects.unrestricted("the home agency knows whom it asked")
        .select_related("organisation")
        .filter(pk=key)
        .first()
    )


def _values(
    notice: Notice, request: CooperationRequest, referral: Referral | None
) -> dict[str, str]:
    advisor = request.responsible.name if request.responsible else request.home_agency.name
    data = notice.activity.data if notice.activity else {}
    return {
        "reference": request.reference or "",
        "agency": request.home_agency.name,
        "advisor": advisor,
        "partner": referral.organisation.name if referral else "",
        "due": long_day(referral.answer_due_on) if referral else "",
        "changed": ", ".join(_field_name(name) for name in data.get("changed", [])),
    }


def _field_name(name: str) -> str:
    if name == "documents":
        return _("documents")
    return str(getattr(Brief._meta.get_field(name), "verbose_name", name))


def _summary(words: w.Words, notice: Notice) -> Summary:
    """From keys and codes alone: the line names nobody of another side."""
    data = notice.activity.data if notice.activity else {}
    reference = data.get("reference")
    text = f"{reference}: {words.summary or words.subject}"
    if not reference:
        url = ""
    elif words.page == w.COMPANY_PAGE:
        url = reverse("requests:request", kwargs={"reference": reference})
    elif words.page == w.DESK_PAGE:
        url = reverse("requests:desk-request", kwargs={"reference": reference})
    elif words.page == w.CANDIDATE_PAGE:
        url = reverse("requests:approach", kwargs={"suggestion_id": notice.subject_id})
    else:
        referral = data.get("referral") or notice.subject_id
        url = reverse("requests:desk-referral", kwargs={"referral_id": referral})
    return Summary(text=text, url=url)


def _absolute(name: str, **arguments: object) -> str:
    return settings.KONTOR_BASE_URL + reverse(name, kwargs=arguments)
