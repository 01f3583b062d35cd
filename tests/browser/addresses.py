"""Every page of the filled demo, once per template and state: python -m tests.browser.addresses.

Prints [group, session of the person or "", path] for each. Runs in a process of its own, within
the portal's environment.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import django

WHY = "a test looks at every page"
Address = tuple[str, str, str]


class Sessions:
    """One session a person, made when first asked for."""

    def __init__(self) -> None:
        self.known: dict[Any, str] = {}

    def of(self, user: Any) -> str:
        from tests.browser.seeding import session_of

        if user.pk not in self.known:
            self.known[user.pk] = session_of(user)
        return self.known[user.pk]


def first_of_each(rows: Iterable[Any], *states: str) -> list[Any]:
    """The first row of each combination of states."""
    found: dict[tuple[Any, ...], Any] = {}
    for row in rows:
        found.setdefault(tuple(getattr(row, state) for state in states), row)
    return list(found.values())


def actor_of(user: Any, hat_id: Any) -> Any:
    from companies.hats import actor_under

    return actor_under(user, hat_id)


def advisor_of(organisation: Any, responsible: Any = None) -> Any:
    """Somebody who may act for the organisation: the one responsible, else its first advisor."""
    from network.models import Membership

    members = Membership.objects.filter(organisation=organisation).select_related("user")
    if responsible is not None and members.filter(user=responsible).exists():
        return responsible
    return members.filter(role="advisor").order_by("since").first().user


# The group of pages that differ little from another: they are looked at in one shape.
ALIKE = "alike"


class Verbs:
    """The page of each verb once for each route, whoever of the demo may do it first."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, str]] = set()

    def of(self, group: str, session: str, actions: Iterable[Any]) -> Iterator[Address]:
        for action in actions:
            if action.method == "get":
                yield from self.once(group, session, action.url)

    def once(self, group: str, session: str, address: str) -> Iterator[Address]:
        """The first address of those that lead to this route, with this verb."""
        from django.urls import resolve

        match = resolve(address)
        # An answer of a partner is not the answer of a company.
        verb = str(match.kwargs.get("verb", ""))
        if (match.view_name, verb) not in self.seen:
            known = verb in {one for _route, one in self.seen}
            self.seen.add((match.view_name, verb))
            yield ALIKE if known and verb else group, session, address


def buttons_of(offers: Any, row: Any, actor: Any, address: str) -> list[Any]:
    from web.verbs import drawn

    own, behalf = offers.open(row, actor)
    return drawn([*own, *behalf], lambda verb: f"{address}{verb}/")


def requests_pages(sessions: Sessions, verbs: Verbs) -> Iterator[Address]:
    """Each state of a request, as its company and its home agency see it."""
    from cooperation_requests.models import CooperationRequest
    from cooperation_requests.offers import company, home

    rows = CooperationRequest.objects.unrestricted(WHY).select_related("company", "home_agency")
    every = list(rows.exclude(state="draft").order_by("reference"))
    for row in first_of_each(every, "state", "question_open"):
        user = advisor_of(row.home_agency, row.responsible)
        address = f"/desk/requests/{row.reference}/"
        yield "desk", sessions.of(user), address
        actor = actor_of(user, row.home_agency_id)
        actions = buttons_of(home.ON_REQUEST, row, actor, address)
        yield from verbs.of("desk", sessions.of(user), actions)
    with_people = [row for row in every if row.company.members.exists()]
    for row in first_of_each(with_people, "state", "question_open"):
        user = row.company.members.order_by("since").first().user
        address = f"/requests/{row.reference}/"
        yield "company", sessions.of(user), address
        actor = actor_of(user, row.company_id)
        actions = buttons_of(company.ON_REQUEST, row, actor, address)
        yield from verbs.of("company", sessions.of(user), actions)
    for row in rows.filter(state="draft", company__members__isnull=False).order_by("pk")[:1]:
        user = row.company.members.order_by("since").first().user
        draft = f"/requests/drafts/{row.pk}/"
        for ending in (*(f"?step={step}" for step in ("need", "where", "details", "check")),):
            yield "company", sessions.of(user), draft + ending
        for ending in ("submit/", "discard/", "documents/"):
            yield "company", sessions.of(user), draft + ending


def referral_pages(sessions: Sessions, verbs: Verbs) -> Iterator[Address]:
    """Each state of a referral, as the partner sees it, as a lane, and by link."""
    from cooperation_requests import answer_links
    from cooperation_requests.enums import LinkPurpose
    from cooperation_requests.models import Referral
    from cooperation_requests.offers import home as home_offers
    from cooperation_requests.offers import partner as partner_offers

    rows = Referral.objects.unrestricted(WHY).select_related("request__home_agency", "organisation")
    for row in first_of_each(rows.order_by("sent_at"), "state", "asked_back_at"):
        user = advisor_of(row.organisation, row.responsible)
        session, address = sessions.of(user), f"/desk/referrals/{row.pk}/"
        yield "partner", session, address
        actor = actor_of(user, row.organisation_id)
        actions = buttons_of(partner_offers.ON_REFERRAL, row, actor, address)
        yield from verbs.of("partner", session, actions)
        home = advisor_of(row.request.home_agency, row.request.responsible)
        lane = f"/desk/requests/{row.request.reference}/referrals/{row.pk}/"
        yield "desk", sessions.of(home), lane
        actions = buttons_of(
            home_offers.ON_LANE, row, actor_of(home, row.request.home_agency_id), lane
        )
        yield from verbs.of("desk", sessions.of(home), actions)
        if row.state == "accepted":
            for ending in ("propose/", "propose/new/", "attach/"):
                yield from verbs.once("partner", session, address + ending)
            # The clock's alone: the page says that one may not.
            yield from verbs.once("partner", session, address + "expire/")
        link = answer_links.link_for(LinkPurpose.REFERRAL, referral=row, email=user.email)
        yield "link", "", f"/answer/{link.token()}/"
        if row.state == "sent":
            yield "link", "", f"/answer/{link.token()}/decline/"
            yield "link", "", f"/answer/{link.token()}/find_none/"


def suggestion_pages(sessions: Sessions, verbs: Verbs) -> Iterator[Address]:
    """Each state of a suggestion, by its verbs, and as its candidate sees it."""
    from cooperation_requests import answer_links
    from cooperation_requests.enums import LinkPurpose
    from cooperation_requests.models import Suggestion
    from cooperation_requests.offers import company as company_offers
    from cooperation_requests.offers import home as home_offers
    from cooperation_requests.offers import partner as partner_offers

    rows = Suggestion.objects.unrestricted(WHY).select_related(
        "company", "referral__request__home_agency", "referral__request__company",
        "referral__organisation",
    )  # fmt: skip
    for row in first_of_each(rows.order_by("proposed_at"), "state", "word"):
        request = row.referral.request
        partner = advisor_of(row.referral.organisation, row.referral.responsible)
        home = advisor_of(request.home_agency, request.responsible)
        places = [
            ("home", home, request.home_agency_id, home_offers.ON_SUGGESTION,
             f"/desk/requests/{request.reference}/suggestions/{row.pk}/"),
            ("partner", partner, row.referral.organisation_id, partner_offers.ON_CANDIDATE,
             f"/desk/referrals/{row.referral_id}/suggestions/{row.pk}/"),
        ]  # fmt: skip
        member = request.company.members.order_by("since").first()
        if member is not None:
            address = f"/requests/{request.reference}/suggestions/{row.pk}/"
            place = (
                "choice",
                member.user,
                request.company_id,
                company_offers.ON_SUGGESTION,
                address,
            )
            places.append(place)
        for kind, user, hat, offers, address in places:
            actions = buttons_of(offers, row, actor_of(user, hat), address)
            group = {"home": "desk", "choice": "company"}.get(kind, kind)
            yield from verbs.of(group, sessions.of(user), actions)
        candidate = row.company.members.order_by("since").first()
        if candidate is not None and row.state != "draft":
            yield "company", sessions.of(candidate.user), f"/requests/approaches/{row.pk}/"
        # A link opens only for an address that is one of the candidate's today.
        contact = row.company.contacts.exclude(email="").first()
        if contact is None:
            continue
        link = answer_links.link_for(LinkPurpose.SUGGESTION, suggestion=row, email=contact.email)
        yield "link", "", f"/answer/{link.token()}/"
        if row.word == "asked":
            yield "link", "", f"/answer/{link.token()}/agree/"
            yield "link", "", f"/answer/{link.token()}/refuse/"


def other_pages(sessions: Sessions) -> Iterator[Address]:
    """Lists, companies, people, accounts, the public pages."""
    from accounts.models import User
    from companies.models import Company

    def user(email: str) -> str:
        return sessions.of(User.objects.get(email=email))

    anna = user("advisor@bwi.example")
    for tab in ("to_triage", "with_partners", "drafts", "all&q=nothing+like+this"):
        yield "desk", anna, f"/desk/?tab={tab}"
    for path in ("/desk/companies/", "/desk/companies/new/", "/desk/people/", "/requests/new/",
                 "/notices/", "/notices/wishes/", "/waiting/", "/mailbox/", "/accounts/profile/",
                 "/accounts/email/",
                 "/accounts/password/change/", "/accounts/2fa/", "/accounts/logout/",
                 "/accounts/sessions/",
                 "/nowhere/", "/placements/"):  # fmt: skip
        yield "desk", anna, path
    yield "desk", user("coordinator@bwi.example"), "/desk/people/invite/"
    for tab in ("to_answer", "answered", "ended"):
        yield "partner", user("advisor@accio.example"), f"/desk/referrals/?tab={tab}"
    company = Company.objects.unrestricted(WHY).get(legal_name="Neckar Antriebe GmbH")
    for ending in ("", "profile/", "contacts/new/", "invite/"):
        yield "desk", anna, f"/desk/companies/{company.pk}/{ending}"
    neckar = user("company@neckar.example")
    for path in ("/requests/", "/company/", "/company/profile/", "/company/people/",
                 "/company/new/", "/requests/new/", "/waiting/"):  # fmt: skip
        yield "company", neckar, path
    yield "public", user("secretariat@kontor.example"), "/placements/"
    yield "public", user("secretariat@kontor.example"), "/secretariat/matching/"
    for path in ("/", "/network/", "/network/accio/", "/styleguide/", "/accounts/login/",
                 "/accounts/signup/", "/accounts/password/reset/", "/accounts/confirm-email/",
                 f"/answer/{'x' * 43}/", "/nowhere/"):  # fmt: skip
        yield "public", "", path


def desk_requests() -> dict[str, str]:
    """A request of Anna's agency for each state, as its page at the desk."""
    from cooperation_requests.models import CooperationRequest

    rows = CooperationRequest.objects.unrestricted(WHY).filter(
        home_agency__slug="baden-wuerttemberg-international", reference__isnull=False
    )
    return {
        row.state: f"/desk/requests/{row.reference}/"
        for row in first_of_each(rows.order_by("reference"), "state")
    }


def main() -> None:
    if sys.argv[1:] == ["desk-requests"]:
        json.dump(desk_requests(), sys.stdout)
        return
    sessions, verbs = Sessions(), Verbs()
    found = [
        *requests_pages(sessions, verbs),
        *referral_pages(sessions, verbs),
        *suggestion_pages(sessions, verbs),
        *other_pages(sessions),
    ]
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    django.setup()
    main()
