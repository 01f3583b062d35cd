"""One function for each verb of the demo's scripts: it calls the real action as the real person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from activities.actor import Actor, SaidHow
from activities.clock import today
from companies.models import Company
from companies.ownership import proposable_by
from cooperation_requests.actions import (
    answers,
    choosing,
    drafts,
    ending,
    messages,
    partners,
    presenting,
    proposing,
    triage,
)
from cooperation_requests.answer_links import link_for, mark_used, open_link
from cooperation_requests.enums import LinkPurpose, Thread
from cooperation_requests.matching_need import CANDIDATES_SHOWN, need_of
from cooperation_requests.models import Brief, CooperationRequest, Suggestion
from cooperation_requests.models.request import NEED_FIELDS
from cooperation_requests.waiting import due_in
from kontor.demo.reading import Row
from kontor.demo.register import Register, contact_fields
from matching import index, memory
from matching.engine import rank_companies
from matching.needs import Match

SAID_HOW = {"telephone": SaidHow.TELEPHONE, "e-mail": SaidHow.MAIL}
CANDIDATES_RANKED = 50


class Story:
    """One request of the demo while it is played."""

    def __init__(self, row: Row, register: Register) -> None:
        self.row = row
        self.register = register
        self.home = register.agencies[row["agency"]]
        self.company = register.companies[row["company"]]
        self.request_id: UUID | None = None
        self.referrals: dict[str, UUID] = {}
        self.suggestions: dict[tuple[str, str], UUID] = {}
        self.ranked: dict[str, dict[UUID, Match]] = {}

    def play(self, step: Row) -> None:
        """Do one step now, by the clock."""
        STEPS[step["verb"]](self, step)

    @property
    def case(self) -> UUID:
        if self.request_id is None:
            raise ValueError(f"{self.row['key']} has not started.")
        return self.request_id

    # Who acts.

    def member(self, email: str, hat_id: UUID) -> Actor:
        """A person under one hat."""
        return self.register.actor(email, hat_id)

    def advisor(self) -> Actor:
        """The one who is or becomes responsible."""
        return self.member(self.row["responsible"], self.home.pk)

    def staff(self, slug: str, role: str) -> Actor:
        """The advisor or coordinator of an agency by the address that every agency has."""
        short = self.register.short_names[slug]
        return self.member(f"{role}@{short}.example", self.register.agencies[slug].pk)

    def requester(self, step: Row) -> Actor:
        """One of the company's people, or its advisor noting how the company said so."""
        if "on_behalf" in step:
            said_on = today(self.home.zone)
            return self.advisor().speaking_for_another(SAID_HOW[step["on_behalf"]], said_on)
        return self.person_of(self.company)

    def person_of(self, company: Company) -> Actor:
        """The person with the account."""
        member = company.members.select_related("user").order_by("since").first()
        if member is None:
            raise ValueError(f"{company.pk} has no account.")
        return self.member(member.user.email, company.pk)

    def referral(self, step: Row) -> UUID:
        return self.referrals[step["agency"]]

    def suggestion(self, step: Row) -> UUID:
        slug, key = step["suggestion"]
        return self.suggestions[slug, key]

    # From draft to brief.

    def start(self, step: Row) -> None:
        need = {
            "regions": self.row["target_regions"],
            **{name: self.row[name] for name in SAME_NAMED},
        }
        by_agency = self.row["started_by"] == "agency"
        actor = self.advisor() if by_agency else self.person_of(self.company)
        self.request_id = drafts.start(actor=actor, company_id=self.company.pk, need=need).pk

    def submit(self, step: Row) -> None:
        self.start(step)
        drafts.submit(actor=self.requester(step), request_id=self.case)

    def take(self, step: Row) -> None:
        triage.take(actor=self.advisor(), request_id=self.case)

    def assign(self, step: Row) -> None:
        triage.assign(
            actor=self.staff(self.row["agency"], "coordinator"),
            request_id=self.case,
            advisor_id=self.register.people[step["to"]].pk,
        )

    def ask(self, step: Row) -> None:
        triage.ask(actor=self.advisor(), request_id=self.case, text=step["text"])

    def answer(self, step: Row) -> None:
        triage.answer(actor=self.requester(step), request_id=self.case, text=step["text"])

    def qualify(self, step: Row) -> None:
        brief = self.row["brief"]
        fields = {
            "regions": self.row["target_regions"],
            **{name: self.row[name] for name in SAME_NAMED},
            **{name: brief[name] for name in BRIEF_FIELDS},
        }
        self._write_brief(triage.qualify, fields)

    def revise(self, step: Row) -> None:
        request = CooperationRequest.objects.visible_to(self.advisor()).get(pk=self.case)
        before = triage.current_brief(request)
        fields = {name: getattr(before, name) for name in NEED_FIELDS}
        fields |= {"title": step["title"], "text": step["text"]}
        self._write_brief(triage.revise, fields)
        self.ranked.clear()

    def _write_brief(self, write: Callable[..., Brief], fields: dict[str, Any]) -> None:
        """Open companies of the demo that are found first by their own briefs know it: looking for
        them takes a tenth of the time of filling."""
        sure = self.advisor().confirming([triage.FOUND_FIRST])
        write(actor=sure, request_id=self.case, brief=fields)

    def decline(self, step: Row) -> None:
        triage.decline(
            actor=self.advisor(),
            request_id=self.case,
            reason=step["reason"],
            words=step["words"],
        )

    # With partners.

    def forward(self, step: Row) -> None:
        agencies = {self.register.agencies[slug].pk: slug for slug in step["to"]}
        sent = partners.forward(
            actor=self.advisor(), request_id=self.case, deadlines=dict.fromkeys(agencies)
        )
        self.referrals |= {agencies[row.organisation_id]: row.pk for row in sent}

    def accept(self, step: Row) -> None:
        partner = self.staff(step["agency"], "advisor")
        answers.accept(actor=partner, referral_id=self.referral(step))

    def ask_back(self, step: Row) -> None:
        partner = self.staff(step["agency"], "advisor")
        answers.ask_back(actor=partner, referral_id=self.referral(step), text=step["text"])

    def reply(self, step: Row) -> None:
        partners.reply(actor=self.advisor(), referral_id=self.referral(step), text=step["text"])

    def extend(self, step: Row) -> None:
        seat = self.register.agencies[step["agency"]]
        partners.extend(
            actor=self.advisor(),
            referral_id=self.referral(step),
            due_on=due_in(seat, step["due_in"]),
        )

    def propose(self, step: Row) -> None:
        partner = self.staff(step["agency"], "advisor")
        if "new_company" in step:
            new = step["new_company"]
            key = new["key"]
            proposed = proposing.propose(
                actor=partner,
                referral_id=self.referral(step),
                new=proposing.NewCandidate(
                    company={name: new[name] for name in NEW_COMPANY_FIELDS},
                    contact=contact_fields(new["person"]),
                    may_be_proposed=bool(new["word"]),
                ),
                words=step["words"],
            )
            self.register.companies[key] = proposed.company
        else:
            key = step["company"]
            company = self.register.companies[key]
            match = self.matches(step["agency"], partner).get(company.pk)
            proposed = proposing.propose(
                actor=partner,
                referral_id=self.referral(step),
                company_id=company.pk,
                words=step["words"],
                score=match.score if match else None,
                reasons=[reason.stored() for reason in match.reasons] if match else (),
            )
        self.suggestions[step["agency"], key] = proposed.pk

    def matches(self, slug: str, partner: Actor) -> dict[UUID, Match]:
        """What Kontor finds for the brief among the partner's own companies."""
        if slug not in self.ranked:
            request = CooperationRequest.objects.visible_to(self.advisor()).get(pk=self.case)
            brief = triage.current_brief(request)
            scope = Company.objects.visible_to(partner).filter(
                proposable_by(partner.organisation_id)
            )
            index.refresh()
            need = need_of(brief, (self.home.country,)) if brief else None
            found = rank_companies(need, scope, limit=CANDIDATES_RANKED).matches if need else []
            if need is not None:
                memory.keep(self.case, need, found[:CANDIDATES_SHOWN])
            self.ranked[slug] = {match.company_id: match for match in found}
        return self.ranked[slug]

    def answer_referral(self, step: Row) -> None:
        answers.answer_referral(
            actor=self.staff(step["agency"], "advisor"),
            referral_id=self.referral(step),
            words=step.get("words", ""),
        )

    def find_none(self, step: Row) -> None:
        answers.find_none(
            actor=self.staff(step["agency"], "advisor"),
            referral_id=self.referral(step),
            reason=step["reason"],
            words=step.get("words", ""),
        )

    def decline_referral(self, step: Row) -> None:
        answers.decline_referral(
            actor=self.staff(step["agency"], "advisor"),
            referral_id=self.referral(step),
            reason=step["reason"],
            words=step.get("words", ""),
            other_body=step.get("other_body", ""),
        )

    # From suggestions to the introduction.

    def shortlist(self, step: Row) -> None:
        choosing.shortlist(actor=self.advisor(), suggestion_id=self.suggestion(step))

    def set_aside(self, step: Row) -> None:
        choosing.set_aside(
            actor=self.advisor(),
            suggestion_id=self.suggestion(step),
            reason=step["reason"],
            words=step.get("words", ""),
        )

    def present(self, step: Row) -> None:
        if "answers" in step:
            words = {self.referrals[slug]: step["words"][slug] for slug in step["answers"]}
        else:
            words = {
                self.suggestions[slug, key]: step["words"][key] for slug, key in step["suggestions"]
            }
        presenting.present(actor=self.advisor(), request_id=self.case, words=words)

    def choose(self, step: Row) -> None:
        choosing.choose(actor=self.requester(step), suggestion_id=self.suggestion(step))

    def pass_over(self, step: Row) -> None:
        choosing.pass_over(
            actor=self.requester(step),
            suggestion_id=self.suggestion(step),
            reason=step["reason"],
            words=step.get("words", ""),
        )

    def agree(self, step: Row) -> None:
        """The candidate says yes in its account, else by the link that it was sent."""
        suggestion_id = self.suggestion(step)
        company = self.register.companies[step["suggestion"][1]]
        if company.members.exists():
            choosing.agree(actor=self.person_of(company), suggestion_id=suggestion_id)
            return
        contact = company.contacts.exclude(email="").first()
        suggestion = (
            Suggestion.objects.unrestricted("the demo's candidate opens its link")
            .select_related("referral")
            .get(pk=suggestion_id)
        )
        link = link_for(
            LinkPurpose.SUGGESTION, suggestion=suggestion, email=contact.email if contact else ""
        )
        opened = open_link(link.token())
        if opened is None or opened.fault:
            raise ValueError(f"The link of {suggestion_id} does not open.")
        choosing.agree(actor=opened.actor, suggestion_id=suggestion_id)
        mark_used(opened.link, "agree")

    def introduce(self, step: Row) -> None:
        words = step["words"]
        choosing.introduce(
            actor=self.advisor(),
            suggestion_id=self.suggestion(step),
            words=words["company"],
            words_for_candidate=words["candidate"],
        )

    # At any time.

    def write(self, step: Row) -> None:
        by, thread = step.get("by", "home"), step["thread"]
        if thread == Thread.REFERRAL:
            partner = by == "partner"
            messages.write_to_referral(
                actor=self.staff(step["agency"], "advisor") if partner else self.advisor(),
                referral_id=self.referral(step),
                text=step["text"],
            )
            return
        actor = self.requester(step) if by == "company" else self.advisor()
        messages.write(actor=actor, request_id=self.case, thread=thread, text=step["text"])

    def close(self, step: Row) -> None:
        ending.close(
            actor=self.advisor(),
            request_id=self.case,
            reason=step["reason"],
            words=step["words"],
        )

    def withdraw(self, step: Row) -> None:
        ending.withdraw(
            actor=self.requester(step),
            request_id=self.case,
            reason=step["reason"],
            words=step.get("words", ""),
        )

    def reopen(self, step: Row) -> None:
        ending.reopen(actor=self.advisor(), request_id=self.case, words=step["words"])


SAME_NAMED = (
    *("title", "text", "language", "kind", "sectors", "size_classes", "languages", "quantities"),
)
BRIEF_FIELDS = ("title", "text", "language", "quantities")
NEW_COMPANY_FIELDS = (
    *("legal_name", "country", "region", "postcode", "city", "website", "sectors"),
    *("head_count", "languages"),
)

STEPS: dict[str, Callable[[Story, Row], None]] = {
    "start": Story.start,
    "submit": Story.submit,
    "take": Story.take,
    "assign": Story.assign,
    "ask": Story.ask,
    "answer": Story.answer,
    "qualify": Story.qualify,
    "revise": Story.revise,
    "decline": Story.decline,
    "forward": Story.forward,
    "accept": Story.accept,
    "ask_back": Story.ask_back,
    "reply": Story.reply,
    "extend": Story.extend,
    "propose": Story.propose,
    "answer_referral": Story.answer_referral,
    "find_none": Story.find_none,
    "decline_referral": Story.decline_referral,
    "shortlist": Story.shortlist,
    "set_aside": Story.set_aside,
    "present": Story.present,
    "choose": Story.choose,
    "pass": Story.pass_over,
    "agree": Story.agree,
    "introduce": Story.introduce,
    "write": Story.write,
    "close": Story.close,
    "withdraw": Story.withdraw,
    "reopen": Story.reopen,
}
