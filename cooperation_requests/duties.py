"""What of a case waits for whom: for an advisor, a partner, the company, a candidate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.actor import Actor, Role
from activities.duties import DutyKind, DutyRows, DutyWords, columns
from companies.models import CompanyMember
from cooperation_requests.codes import CaseDuty
from cooperation_requests.enums import (
    ALIVE,
    AWAITING_ANSWER,
    OPEN,
    WITH_THE_COMPANY,
    ReferralState,
    RequestState,
    Side,
    WaitsFor,
    Word,
)
from cooperation_requests.models import Brief, CooperationRequest, Referral, Suggestion
from network.models import Membership


def _may_act(actor: Actor) -> bool:
    return actor.organisation_id is not None and actor.role != Role.VIEWER


def _own_or_of_the_desk(actor: Actor, request: str = "") -> Q:
    """What somebody is responsible for; for those of the desk also what nobody is: nobody any more
    where that one may not act, as notices have it (`recipients.of_advisor`, `Desk.advisor`).
    `request` is the prefix of the fields, where the case is not the row itself."""
    own = Q(**{f"{request}responsible": actor.user_id})
    if not actor.is_on_desk:
        return own
    may_act = Membership.objects.filter(
        organisation=actor.organisation_id, user__is_active=True
    ).exclude(role=Role.VIEWER)
    nobody = Q(**{f"{request}responsible__isnull": True})
    return own | nobody | ~Q(**{f"{request}responsible__in": may_act.values("user")})


def _of_a_party(request: str = "") -> Q:
    """The cases whose company, or a candidate in them, is that of the one responsible, who does not
    see them therefore."""
    people = CompanyMember.objects.filter(user=OuterRef(f"{request}responsible"))
    of_candidates = Suggestion.objects.unrestricted("only whose it is").filter(
        Suggestion.handed_over_once_rule(),
        referral__request=OuterRef(f"{request}pk"),
        company__members__user=OuterRef(f"{request}responsible"),
    )
    return Q(Exists(people.filter(company=OuterRef(f"{request}company")))) | Q(
        Exists(of_candidates)
    )


def _of_a_candidate() -> Q:
    """The referrals in which the company of the one responsible was suggested, likewise. Where it
    is the company that asks, the desk hears at the deadline: before that, what waits for it and is
    somebody's would tell whose company asks."""
    own = Suggestion.objects.unrestricted("only whose it is").filter(
        Suggestion.handed_over_once_rule(),
        referral=OuterRef("pk"),
        company__members__user=OuterRef("responsible"),
    )
    of_requester = CompanyMember.objects.filter(
        user=OuterRef("responsible"), company=OuterRef("request__company")
    )
    return Q(Exists(own)) & ~Q(Exists(of_requester))


def _of_home(actor: Actor) -> DutyRows | None:
    if not _may_act(actor):
        return None
    asks = Referral.objects.unrestricted("only whether there are any").filter(
        request=OuterRef("pk"), waits_for=WaitsFor.ADVISOR, state__in=AWAITING_ANSWER
    )
    # What is to do then is to do with that partner: `_of_lanes`.
    with_a_partner = Q(state=RequestState.WITH_PARTNERS, undecided_count=0) & Exists(asks)
    whose = _own_or_of_the_desk(actor)
    if actor.is_on_desk:
        whose |= _of_a_party()
    waits = Q(waits_for__in=[WaitsFor.HOME_DESK, WaitsFor.ADVISOR]) & whose
    draft = Q(waits_for=WaitsFor.STARTER, started_by=actor.user_id, started_side=Side.HOME)
    # Said once more as the index has it (requests_waits_home).
    here = Q(waits_for__in=[WaitsFor.HOME_DESK, WaitsFor.ADVISOR, WaitsFor.STARTER])
    rows = CooperationRequest.objects.visible_to(actor).filter(
        here, (waits & ~with_a_partner) | draft
    )
    return columns(
        rows,
        CaseDuty.REQUEST_OF_HOME,
        since="waiting_since",
        due_on="due_on",
        late_from="late_from",
        owner="responsible_id",
    )


def _words_of_home(actor: Actor, keys: Sequence[UUID]) -> Mapping[UUID, DutyWords]:
    rows = CooperationRequest.objects.visible_to(actor).filter(pk__in=keys)
    return {
        row.pk: DutyWords(
            what=_what_the_advisor_does(row),
            about=row.title or _("Untitled"),
            who=row.company.legal_name,
            url=_draft(row)
            if row.state == RequestState.DRAFT
            else reverse("requests:desk-request", kwargs={"reference": row.reference}),
            reference=row.reference or "",
            for_the_portal=not row.company.is_admitted,
        )
        for row in rows.select_related("company")
    }


def _what_the_advisor_does(row: CooperationRequest) -> str:
    if row.undecided_count:
        return _("Look through the suggestions")
    if row.state in WITH_THE_COMPANY:
        return _("Both agree: make the introduction")
    said = {
        RequestState.DRAFT: _("Finish the request and send it"),
        RequestState.SUBMITTED: _("Take up the request"),
        RequestState.IN_TRIAGE: _("Understand the need and qualify it"),
        RequestState.QUALIFIED: _("Forward it to partners"),
        RequestState.WITH_PARTNERS: _("Nobody is asked any more: forward it again or close it"),
    }
    return str(said.get(RequestState(row.state), row.get_state_display()))


def _draft(row: CooperationRequest) -> str:
    return reverse("requests:draft", kwargs={"request_id": row.pk})


def _of_lanes(actor: Actor) -> DutyRows | None:
    """Partners that asked something, or whose time is over: until something is presented, which is
    to go on without them."""
    if not _may_act(actor):
        return None
    responsible = _own_or_of_the_desk(actor, "request__")
    if actor.is_on_desk:
        responsible |= _of_a_party("request__")
    rows = Referral.objects.visible_to(actor).filter(
        responsible,
        ~Q(state=ReferralState.EXPIRED, request__state__in=WITH_THE_COMPANY),
        request__home_agency=actor.organisation_id,
        waits_for=WaitsFor.ADVISOR,
        state__in=AWAITING_ANSWER,
    )
    return columns(
        rows,
        CaseDuty.REFERRAL_OF_HOME,
        since="waiting_since",
        due_on="due_on",
        late_from="late_from",
        owner="request__responsible_id",
    )


def _words_of_lanes(actor: Actor, keys: Sequence[UUID]) -> Mapping[UUID, DutyWords]:
    rows = Referral.objects.visible_to(actor).filter(
        pk__in=keys, request__home_agency=actor.organisation_id
    )
    return {
        row.pk: DutyWords(
            what=_("Its time is over: give more, or go on without it")
            if row.state == ReferralState.EXPIRED
            else _("Reply to the partner’s question"),
            about=row.request.title,
            who=row.organisation.name,
            url=reverse(
                "requests:desk-lane",
                kwargs={"reference": row.request.reference, "referral_id": row.pk},
            ),
            reference=row.request.reference or "",
            for_the_portal=not row.request.company.is_admitted,
        )
        for row in rows.select_related("request__company", "organisation")
    }


def _of_partner(actor: Actor) -> DutyRows | None:
    if not _may_act(actor):
        return None
    whose = _own_or_of_the_desk(actor)
    if actor.is_on_desk:
        whose |= _of_a_candidate()
    rows = Referral.objects.asked_of(actor).filter(
        whose, waits_for=WaitsFor.PARTNER, request__state__in=OPEN
    )
    return columns(
        rows,
        CaseDuty.REFERRAL_OF_PARTNER,
        since="waiting_since",
        due_on="due_on",
        late_from="late_from",
        owner="responsible_id",
    )


def _words_of_partner(actor: Actor, keys: Sequence[UUID]) -> Mapping[UUID, DutyWords]:
    rows = Referral.objects.asked_of(actor).filter(pk__in=keys)
    found = list(rows.select_related("request__home_agency"))
    open_briefs = Brief.objects.visible_to(actor).filter(
        request__in=[row.request_id for row in found]
    )
    # Of several versions the newest is the last.
    titles = dict(open_briefs.order_by("version").values_list("request_id", "title"))
    return {
        row.pk: DutyWords(
            what=_("Answer: accept, and say who fits")
            if row.state == ReferralState.SENT
            else _("Answer with candidates, or say that there are none"),
            about=titles.get(row.request_id, _("Brief no longer open")),
            who=row.request.home_agency.name,
            url=reverse("requests:desk-referral", kwargs={"referral_id": row.pk}),
            reference=row.request.reference or "",
        )
        for row in found
    }


def _of_company(actor: Actor) -> DutyRows | None:
    if actor.company_id is None:
        return None
    asked = Q(waits_for=WaitsFor.COMPANY) | Q(question_open=True, state__in=OPEN)
    draft = Q(waits_for=WaitsFor.STARTER, started_side=Side.COMPANY)
    rows = CooperationRequest.objects.visible_to(actor).filter(asked | draft)
    return columns(
        rows,
        CaseDuty.REQUEST_OF_COMPANY,
        since="waiting_since",
        due_on="due_on",
        late_from="late_from",
    )


def _words_of_company(actor: Actor, keys: Sequence[UUID]) -> Mapping[UUID, DutyWords]:
    rows = CooperationRequest.objects.visible_to(actor).filter(pk__in=keys)
    return {
        row.pk: DutyWords(
            what=_what_the_company_does(row),
            about=row.title or _("Untitled"),
            who=row.responsible.name if row.responsible else row.home_agency.name,
            url=_draft(row)
            if row.state == RequestState.DRAFT
            else reverse("requests:request", kwargs={"reference": row.reference}),
            reference=row.reference or "",
            for_the_portal=not row.company.is_admitted,
        )
        for row in rows.select_related("responsible", "home_agency", "company")
    }


def _what_the_company_does(row: CooperationRequest) -> str:
    if row.state == RequestState.DRAFT:
        return _("Finish the request and send it")
    if row.question_open:
        return _("Answer your advisor’s question")
    return _("Say whom you want to get to know")


def _of_candidate(actor: Actor) -> DutyRows | None:
    if actor.company_id is None:
        return None
    rows = Suggestion.objects.visible_to(actor).filter(
        company=actor.company_id, word=Word.ASKED, state__in=ALIVE
    )
    return columns(rows, CaseDuty.SUGGESTION_OF_CANDIDATE, since="asked_at")


def _words_of_candidate(actor: Actor, keys: Sequence[UUID]) -> Mapping[UUID, DutyWords]:
    rows = Suggestion.objects.visible_to(actor).filter(pk__in=keys, company=actor.company_id)
    return {
        row.pk: DutyWords(
            what=_("Say whether you want to be introduced"),
            about=row.referral.request.reference or "",
            who=row.referral.organisation.name,
            url=reverse("requests:approach", kwargs={"suggestion_id": row.pk}),
            reference=row.referral.request.reference or "",
        )
        for row in rows.select_related("referral__request", "referral__organisation")
    }


DUTIES = (
    DutyKind(CaseDuty.REQUEST_OF_HOME, _of_home, _words_of_home),
    DutyKind(CaseDuty.REFERRAL_OF_HOME, _of_lanes, _words_of_lanes),
    DutyKind(CaseDuty.REFERRAL_OF_PARTNER, _of_partner, _words_of_partner),
    DutyKind(CaseDuty.REQUEST_OF_COMPANY, _of_company, _words_of_company),
    DutyKind(CaseDuty.SUGGESTION_OF_CANDIDATE, _of_candidate, _words_of_candidate),
)
