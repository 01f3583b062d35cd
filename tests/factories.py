"""Small factories: people, agencies, companies, and a request in each state by the real actions.

Names are invented; whoever needs another field gives it by keyword.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from accounts.models import User
from activities.actor import Actor, Role, SaidHow
from activities.clock import now
from companies.hats import actor_under
from companies.models import Company, CompanyMember
from cooperation_requests.actions import (
    answers,
    choosing,
    drafts,
    ending,
    partners,
    presenting,
    proposing,
    triage,
)
from cooperation_requests.enums import RequestState
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from network.models import Membership, Organisation

_numbers = count(1)

NEED: dict[str, Any] = {
    "title": "Housings of die-cast aluminium",
    "text": "We look for a foundry that casts housings for pumps, 4,000 a year.",
    "language": "en",
    "kind": "supplier",
    "sectors": ["24"],
    "regions": ["FR"],
}
BRIEF: dict[str, Any] = NEED | {"text": "Wanted: a foundry for housings of pumps, 4,000 a year."}
FITS = "Casts such parts and speaks English."


def person(name: str = "", **fields: Any) -> User:
    """Somebody with an account and no password."""
    number = next(_numbers)
    return User.objects.create(
        email=fields.pop("email", f"person{number}@people.example"),
        name=name or f"Person{number} Nobody{number}",
        password="!",
        **fields,
    )


def agency(
    name: str = "", *, country: str = "DE", seat: str = "DE111", **fields: Any
) -> Organisation:
    """An agency that serves its country."""
    number = next(_numbers)
    return Organisation.objects.create(
        slug=fields.pop("slug", f"agency-{number}"),
        name=name or f"Agency {number}",
        country=country,
        seat=seat,
        city="Town",
        time_zone=fields.pop("time_zone", "Europe/Berlin"),
        regions=fields.pop("regions", [country]),
        languages=["en"],
        email=f"office{number}@agencies.example",
        **fields,
    )


def staff(
    organisation: Organisation, role: str = Role.ADVISOR, *, on_desk: bool = False, **fields: Any
) -> Actor:
    """A new member of an agency, as they act for it."""
    user = person(**fields)
    Membership.objects.create(organisation=organisation, user=user, role=role, on_desk=on_desk)
    return acting(user, organisation.pk)


def company(served_by: Organisation | None, **fields: Any) -> Company:
    """A company of an agency, without people."""
    number = next(_numbers)
    return Company.objects.add(
        agency=served_by,
        legal_name=fields.pop("legal_name", f"Quillworks{number} GmbH"),
        website=fields.pop("website", f"https://quillworks{number}.example"),
        country=fields.pop("country", served_by.country if served_by else "DE"),
        admitted_at=fields.pop("admitted_at", now() if served_by else None),
        **fields,
    )


def company_person(of: Company, **fields: Any) -> Actor:
    """A new person of a company, as they act for it."""
    user = person(**fields)
    CompanyMember.objects.create(company=of, user=user)
    return acting(user, of.pk)


def acting(user: User, hat_id: UUID) -> Actor:
    """The person as a member of one organisation or company."""
    actor = actor_under(user, hat_id)
    assert actor is not None
    return actor


def on_behalf(actor: Actor) -> Actor:
    """The same person, noting that the other side said so by telephone."""
    return actor.speaking_for_another(SaidHow.TELEPHONE, date(2026, 11, 4))


# The way of a request, in the order of its states; each step is done by `actor` with its case.
def draft(actor: Actor, of: Company, **need: Any) -> CooperationRequest:
    """A complete draft, started by `actor`."""
    return drafts.start(actor=actor, company_id=of.pk, need=NEED | need)


def request_in(
    state: str,
    *,
    of: Company,
    by: Actor,
    advisor: Actor,
    asked: Organisation | None = None,
    partner: Actor | None = None,
    candidate: Company | None = None,
    **need: Any,
) -> CooperationRequest:
    """A request of company `of` in `state`, brought there by the real actions.

    `by` acts for the company, `advisor` for its agency; from with_partners on `asked` is the
    partner, from presented on `partner` acts for it and `candidate` is the company it proposes.
    """
    request = draft(by, of, **need)
    if state == RequestState.DRAFT:
        return request
    drafts.submit(actor=by, request_id=request.pk)
    if state == RequestState.WITHDRAWN:
        return ending.withdraw(actor=by, request_id=request.pk, reason="solved")
    if state == RequestState.DECLINED:
        return triage.decline(
            actor=advisor, request_id=request.pk, reason="out_of_scope", words="Not here."
        )
    if state == RequestState.SUBMITTED:
        return reread(request)
    triage.take(actor=advisor, request_id=request.pk)
    if state == RequestState.NEEDS_INFORMATION:
        return triage.ask(actor=advisor, request_id=request.pk, text="Which alloy?")
    if state == RequestState.IN_TRIAGE:
        return reread(request)
    triage.qualify(actor=advisor, request_id=request.pk, brief=BRIEF | need)
    if state == RequestState.CLOSED:
        return ending.close(actor=advisor, request_id=request.pk, reason="other", words="Done.")
    if state == RequestState.QUALIFIED:
        return reread(request)
    assert asked is not None
    (referral,) = partners.forward(actor=advisor, request_id=request.pk, deadlines={asked.pk: None})
    if state == RequestState.WITH_PARTNERS:
        return reread(request)
    assert partner is not None
    assert candidate is not None
    row = suggested(partner, referral, candidate)
    presented(advisor, row)
    if state == RequestState.INTRODUCED:
        choosing.choose(actor=by, suggestion_id=row.pk)
        choosing.agree(actor=on_behalf(partner), suggestion_id=row.pk)
        choosing.introduce(actor=advisor, suggestion_id=row.pk, words="Call each other.")
    return reread(request)


def suggested(partner: Actor, referral: Referral, candidate: Company) -> Suggestion:
    """A suggestion that was sent with the partner's answer."""
    row = proposing.propose(
        actor=partner, referral_id=referral.pk, company_id=candidate.pk, words=FITS
    )
    answers.answer_referral(actor=partner, referral_id=referral.pk)
    row.refresh_from_db()
    return row


def presented(advisor: Actor, row: Suggestion) -> Suggestion:
    """A suggestion, shortlisted and presented to the company."""
    choosing.shortlist(actor=advisor, suggestion_id=row.pk)
    presenting.present(
        actor=advisor, request_id=row.referral.request_id, words={row.pk: "This one fits."}
    )
    row.refresh_from_db()
    return row


def reread(request: CooperationRequest) -> CooperationRequest:
    """The request as it stands in the database."""
    return CooperationRequest.objects.unrestricted("a test").get(pk=request.pk)


@dataclass
class Scene:
    """A company with its agency, a partner agency with a candidate, and somebody for each."""

    home: Organisation
    partner: Organisation
    company: Company
    candidate: Company
    owner: Actor
    advisor: Actor
    partner_advisor: Actor

    def request(self, state: str, **need: Any) -> CooperationRequest:
        """The company's request in `state`."""
        return request_in(
            state,
            of=self.company,
            by=self.owner,
            advisor=self.advisor,
            asked=self.partner,
            partner=self.partner_advisor,
            candidate=self.candidate,
            **need,
        )

    def referral(self, **need: Any) -> Referral:
        """A referral that waits for the partner."""
        return Referral.objects.unrestricted("a test").get(
            request=self.request(RequestState.WITH_PARTNERS, **need)
        )

    def suggestion(self) -> Suggestion:
        """The candidate's suggestion, presented to the company."""
        return Suggestion.objects.unrestricted("a test").get(
            referral__request=self.request(RequestState.PRESENTED)
        )


def scene() -> Scene:
    """Agencies in Stuttgart and Lyon; the candidate's profile is shown to the latter only."""
    home = agency("Nordhaus")
    partner = agency("Ardenne", country="FR", seat="FRK26", time_zone="Europe/Paris")
    owned = company(home)
    return Scene(
        home=home,
        partner=partner,
        company=owned,
        candidate=company(partner, legal_name="Fonderie Zéphyrine SAS"),
        owner=company_person(owned),
        advisor=staff(home, on_desk=True),
        partner_advisor=staff(partner, on_desk=True),
    )
