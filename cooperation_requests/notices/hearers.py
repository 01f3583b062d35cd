"""Who the hearers of the three tables are, and what each is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from activities.codes import Hearer
from activities.models import Activity
from activities.workflow import Moved
from cooperation_requests.codes import CaseHearer, SuggestionVerb
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from cooperation_requests.notices import recipients
from cooperation_requests.workflows import REFERRALS, REQUESTS, SUGGESTIONS
from notifications.hearing import Hearers, Telling, each, entry
from notifications.outbox import Entry, Recipient


def _partners_in_play(moved: Sequence[Moved[CooperationRequest]]) -> Iterator[Entry]:
    """Each of its own referral: somebody on the desks of two partners hears for each."""
    for one in moved:
        for referral, found in recipients.of_partners_in_play(one.row).items():
            for recipient in found:
                yield entry(
                    one.activity,
                    CaseHearer.PARTNERS_IN_PLAY,
                    recipient,
                    referral.pk,
                    occasion=f"activity:{one.activity.pk}:{referral.pk}",
                )


def _partners(hearer: CaseHearer) -> Telling[Referral]:
    """Who is responsible at each partner, or its desk; read at once for any number."""

    def telling(moved: Sequence[Moved[Referral]]) -> Iterator[Entry]:
        found = recipients.of_partners([one.row for one in moved])
        for one in moved:
            for recipient in found[one.row.pk]:
                yield entry(one.activity, hearer, recipient, one.row.pk)

    return telling


def _named(hearer: CaseHearer, activity: Activity) -> str | None:
    """The id of the person whom the record names as such."""
    found: str | None = activity.data.get(hearer)
    return found


def _assigned(hearer: CaseHearer) -> Telling[CooperationRequest]:
    return each(
        hearer,
        lambda request, activity: recipients.of_person(
            _named(hearer, activity), request.home_agency
        ),
    )


OF_REQUESTS = Hearers(
    REQUESTS,
    {
        CaseHearer.HOME_DESK: each(
            CaseHearer.HOME_DESK, lambda request, activity: recipients.of_home_desk(request)
        ),
        CaseHearer.ADVISOR: each(
            CaseHearer.ADVISOR, lambda request, activity: recipients.of_advisor(request)
        ),
        CaseHearer.ASSIGNED: _assigned(CaseHearer.ASSIGNED),
        CaseHearer.ASSIGNED_BEFORE: _assigned(CaseHearer.ASSIGNED_BEFORE),
        CaseHearer.COMPANY: each(
            CaseHearer.COMPANY, lambda request, activity: recipients.of_company(request.company)
        ),
        CaseHearer.COMPANY_THE_FIRST_TIME: each(
            CaseHearer.COMPANY,
            lambda request, activity: (
                recipients.of_company(request.company) if activity.data.get("first") else []
            ),
        ),
        CaseHearer.COMPANY_ON_BEHALF: each(
            CaseHearer.COMPANY_NOTED,
            lambda request, activity: (
                recipients.of_company(request.company) if activity.on_behalf else []
            ),
        ),
        CaseHearer.PARTNERS_IN_PLAY: _partners_in_play,
    },
)


def _reminded_late(moved: Moved[Referral]) -> Sequence[Hearer]:
    """After its day the agency that asks and the partner's coordinators hear of the reminder."""
    if moved.activity.data.get("reminder") != "after":
        return ()
    return (CaseHearer.ADVISOR, CaseHearer.PARTNER_COORDINATORS)


OF_REFERRALS = Hearers(
    REFERRALS,
    {
        CaseHearer.PARTNER: _partners(CaseHearer.PARTNER),
        CaseHearer.PARTNER_DESK: _partners(CaseHearer.PARTNER_DESK),
        CaseHearer.ADVISOR: each(
            CaseHearer.ADVISOR, lambda referral, activity: recipients.of_advisor(referral.request)
        ),
        CaseHearer.PARTNER_COORDINATORS: each(
            CaseHearer.PARTNER_COORDINATORS,
            lambda referral, activity: recipients.of_partner_coordinators(referral),
        ),
        CaseHearer.ASSIGNED: each(
            CaseHearer.ASSIGNED,
            lambda referral, activity: recipients.of_person(
                _named(CaseHearer.ASSIGNED, activity), referral.organisation
            ),
        ),
    },
    further=_reminded_late,
)


def _of_partner(suggestion: Suggestion, activity: Activity) -> Sequence[Recipient]:
    referral = suggestion.referral
    return recipients.of_partners([referral])[referral.pk]


def _company(suggestion: Suggestion) -> Sequence[Recipient]:
    return recipients.of_company(suggestion.referral.request.company)


def _introduced(suggestion: Suggestion, activity: Activity) -> Sequence[Recipient]:
    """Who is asked for its word hears of it by `ask_the_candidate`."""
    if activity.verb != SuggestionVerb.INTRODUCE:
        return []
    return recipients.of_company(suggestion.company)


OF_SUGGESTIONS = Hearers(
    SUGGESTIONS,
    {
        CaseHearer.PARTNER: each(CaseHearer.PARTNER, _of_partner),
        CaseHearer.ADVISOR: each(
            CaseHearer.ADVISOR,
            lambda suggestion, activity: recipients.of_advisor(suggestion.referral.request),
        ),
        CaseHearer.ADVISOR_UNLESS_DRAFT: each(
            CaseHearer.ADVISOR,
            lambda suggestion, activity: (
                recipients.of_advisor(suggestion.referral.request)
                if suggestion.submitted_at is not None
                else []
            ),
        ),
        CaseHearer.COMPANY_IF_PRESENTED: each(
            CaseHearer.COMPANY,
            lambda suggestion, activity: (
                _company(suggestion) if suggestion.presented_at is not None else []
            ),
        ),
        CaseHearer.COMPANY_ON_BEHALF: each(
            CaseHearer.COMPANY_NOTED,
            lambda suggestion, activity: _company(suggestion) if activity.on_behalf else [],
        ),
        CaseHearer.CANDIDATE: each(CaseHearer.CANDIDATE, _introduced),
        CaseHearer.CANDIDATE_ON_BEHALF: each(
            CaseHearer.CANDIDATE_NOTED,
            lambda suggestion, activity: (
                recipients.of_company(suggestion.company) if activity.on_behalf else []
            ),
        ),
    },
)
