"""The main job, played by the actions step by step, with a string of its own in every secret."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from activities import clock
from activities.actor import ANONYMOUS, Actor, Role
from activities.timers.running import run_due
from companies.models import Company, CompanyMember
from cooperation_requests import answer_links
from cooperation_requests.actions import (
    answers,
    choosing,
    drafts,
    messages,
    partners,
    presenting,
    proposing,
    triage,
)
from cooperation_requests.actions.proposing import NewCandidate
from cooperation_requests.enums import LinkPurpose
from cooperation_requests.models import (
    Attachment,
    BriefDocument,
    CooperationRequest,
    Referral,
    Suggestion,
)
from files.checking import CheckedFile
from network.models import Organisation
from tests import factories
from tests.files import samples

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

# What is planted, by the name under which expectations speak of it.
PLANTED: dict[str, str] = {
    "requester name": "Zirbelquist",
    "requester domain": "quorvexnet",
    "requester contact": "Vossmarck",
    "requester mail": "h.v@briefkasten-torbul.example",
    "requester telephone": "7131 5550199",
    "requester VAT number": "136695976",
    "draft title": "Zweitquellenfrage",
    "full text": "Volltextmarke",
    "internal note": "Notizmarke",
    "file name": "Klatrovplan",
    "file properties": samples.PLANTED,
    "answer to the advisor": "Antwortmarke",
    "partner words": "Partnerwortmarke",
    "partner thread": "Fadenmarke",
    "partner person": "Brontelle",
    "partner name": "Cardonnay-Agence",
    "candidate name": "Plumeverre",
    "candidate domain": "sablegrivnet",
    "candidate contact": "Oriancourt",
    "candidate telephone": "4 78 55 50 11",
    "second candidate name": "Tournelac",
    "second candidate contact": "Mirebault",
    "candidate set aside": "Gravelotte",
    "other partner name": "Besalvo-Agencia",
    "other partner person": "Quintarel",
    "other partner words": "Zweitpartnermarke",
    "late partner name": "Lombrasso-Ente",
    "advisor words": "Beraterwortmarke",
    "reason of no interest": "Absagemarke",
    "next step": "Schrittmarke",
}


@dataclass
class Story:
    """Everybody and everything, as far as the story was told."""

    home: Organisation
    partner: Organisation
    other: Organisation
    late: Organisation
    unasked: Organisation
    company: Company
    stranger: Company
    candidate: Company
    set_aside: Company
    people: dict[str, Actor]
    request: CooperationRequest | None = None
    referrals: dict[str, Referral] = field(default_factory=dict)
    suggestions: dict[str, Suggestion] = field(default_factory=dict)
    moment: datetime = START

    def tell(self, until: str = "") -> Iterator[str]:
        """Play step by step; each step's name is given after it happened."""
        for name, step in STEPS:
            self.moment += timedelta(hours=1)
            with clock.at(self.moment):
                step(self)
                yield name
            if name == until:
                return

    def play(self, until: str) -> Story:
        """Play as far as a step."""
        for _name in self.tell(until):
            pass
        return self

    def now(self) -> datetime:
        return self.moment + timedelta(minutes=30)

    @property
    def case(self) -> CooperationRequest:
        assert self.request is not None
        return factories.reread(self.request)

    @property
    def attachments(self) -> list[Attachment]:
        return list(Attachment.objects.unrestricted("a test").order_by("added_at", "pk"))

    @property
    def brief_document(self) -> BriefDocument:
        return BriefDocument.objects.select_related("file").latest("brief__version")

    def token(self, purpose: str) -> str:
        """The token of the partner's or the candidate's link, as its mail carries it."""
        if purpose == "partner":
            return answer_links.link_for(
                LinkPurpose.REFERRAL,
                referral=self.referrals["other"],
                email="desk@besalvo.example",
            ).token()
        row = self.suggestions["second"]
        return answer_links.link_for(
            LinkPurpose.SUGGESTION, suggestion=row, email="m@tournelac-post.example"
        ).token()


def make_story() -> Story:
    """Everybody, before anything is asked."""
    home = factories.agency("Nordhaus-Amt", desk_mailbox="desk@nordhaus.example")
    partner = factories.agency(
        PLANTED["partner name"], country="FR", seat="FRK26", time_zone="Europe/Paris"
    )
    other = factories.agency(
        PLANTED["other partner name"],
        country="ES",
        seat="ES511",
        time_zone="Europe/Madrid",
        desk_mailbox="desk@besalvo.example",
    )
    late = factories.agency(
        PLANTED["late partner name"], country="IT", seat="ITC4C", time_zone="Europe/Rome"
    )
    unasked = factories.agency("Vilnius-Tarnyba", country="LT", seat="LT011")
    company = factories.company(
        home,
        legal_name=f"{PLANTED['requester name']} GmbH",
        website=f"https://{PLANTED['requester domain']}.example",
        vat_number=f"DE{PLANTED['requester VAT number']}",
        city="Heilbronn",
    )
    candidate = factories.company(
        partner,
        legal_name=f"Fonderie {PLANTED['candidate name']} SAS",
        website=f"https://{PLANTED['candidate domain']}.example",
        sectors=["24.53"],
        languages=["fr", "en"],
        offers="Moulage d'aluminium sous pression",
        offers_language="fr",
    )
    set_aside = factories.company(partner, legal_name=f"{PLANTED['candidate set aside']} SA")
    stranger = factories.company(home)
    owner = factories.company_person(
        company,
        name=f"Hildrun {PLANTED['requester contact']}",
        email=PLANTED["requester mail"],
        language="de",
    )
    CompanyMember.objects.filter(user_id=owner.user_id).update(
        telephone=f"+49 {PLANTED['requester telephone']}", position="Einkauf"
    )
    asked = factories.company_person(
        candidate, name=f"Odile {PLANTED['candidate contact']}", email="o@sable-post.example"
    )
    CompanyMember.objects.filter(user_id=asked.user_id).update(
        telephone=f"+33 {PLANTED['candidate telephone']}"
    )
    secretariat = factories.person("Sekretaria Nova", is_secretariat=True)
    people = {
        "anonymous": ANONYMOUS,
        "registered": Actor(user_id=factories.person("Nemo Nobody").pk),
        "company": owner,
        "stranger": factories.company_person(stranger, name="Stranger Fremd"),
        "candidate": asked,
        "home advisor": factories.staff(home, name="Anna Nordmann", on_desk=True),
        "home coordinator": factories.staff(home, Role.COORDINATOR, name="Karla Nordmann"),
        "home viewer": factories.staff(home, Role.VIEWER, name="Viktor Nordmann"),
        "partner advisor": factories.staff(
            partner, name=f"Aline {PLANTED['partner person']}", on_desk=True
        ),
        "partner coordinator": factories.staff(partner, Role.COORDINATOR, name="Paulette Ardenne"),
        "partner viewer": factories.staff(partner, Role.VIEWER, name="Valentin Ardenne"),
        "other partner": factories.staff(
            other, name=f"Olga {PLANTED['other partner person']}", on_desk=True
        ),
        "late partner": factories.staff(late, Role.COORDINATOR, name="Lina Tardi"),
        "unasked": factories.staff(unasked, name="Ugne Kitas"),
        "secretariat": Actor(user_id=secretariat.pk, is_secretariat=True),
    }
    return Story(
        home, partner, other, late, unasked, company, stranger, candidate, set_aside, people
    )


def document() -> CheckedFile:
    """A PDF with planted properties under a planted name."""
    return samples.checked(f"{PLANTED['file name']}.pdf", samples.pdf())


def _draft(story: Story) -> None:
    owner = story.people["company"]
    story.request = factories.draft(
        owner,
        story.company,
        title=f"{PLANTED['draft title']} Gehäuse",
        text=f"{PLANTED['full text']}: {PLANTED['requester name']} sucht Gehäuse.",
        regions=["FR", "ES", "IT"],
    )
    messages.attach(actor=owner, request_id=story.request.pk, thread="company", upload=document())


def _submit(story: Story) -> None:
    drafts.submit(actor=story.people["company"], request_id=story.case.pk)


def _triage(story: Story) -> None:
    advisor, key = story.people["home advisor"], story.case.pk
    triage.take(actor=advisor, request_id=key)
    messages.write(
        actor=advisor,
        request_id=key,
        thread="internal",
        text=f"{PLANTED['internal note']}: {PLANTED['requester name']} zahlt gut.",
    )
    triage.ask(actor=advisor, request_id=key, text="Welche Legierung?")
    triage.answer(
        actor=story.people["company"],
        request_id=key,
        text=f"{PLANTED['answer to the advisor']}: AlSi9Cu3.",
    )
    triage.qualify(
        actor=advisor,
        request_id=key,
        brief=factories.BRIEF | {"regions": ["FR", "ES", "IT"]},
        documents=[story.attachments[0].pk],
    )


def _forward(story: Story) -> None:
    rows = partners.forward(
        actor=story.people["home advisor"],
        request_id=story.case.pk,
        deadlines={story.partner.pk: None, story.other.pk: None, story.late.pk: None},
    )
    names = {story.partner.pk: "partner", story.other.pk: "other", story.late.pk: "late"}
    story.referrals = {names[row.organisation_id]: row for row in rows}


def _propose(story: Story) -> None:
    actor, key = story.people["partner advisor"], story.referrals["partner"].pk
    answers.accept(actor=actor, referral_id=key)
    messages.write_to_referral(
        actor=actor, referral_id=key, text=f"{PLANTED['partner thread']}: wir suchen."
    )
    words = f"{PLANTED['partner words']}: gießt Gehäuse."
    for name, company in (("first", story.candidate), ("third", story.set_aside)):
        story.suggestions[name] = proposing.propose(
            actor=actor, referral_id=key, company_id=company.pk, words=words
        )
    story.suggestions["second"] = proposing.propose(
        actor=actor,
        referral_id=key,
        new=NewCandidate(
            {
                "legal_name": f"{PLANTED['second candidate name']} SARL",
                "country": "FR",
                "city": "Lyon",
                "website": "https://lac-tour.example",
                "sectors": ["24.53"],
            },
            {
                "name": f"Marc {PLANTED['second candidate contact']}",
                "email": "m@tournelac-post.example",
                "language": "en",
            },
            may_be_proposed=True,
        ),
        words=words,
    )


def _answer(story: Story) -> None:
    answers.answer_referral(
        actor=story.people["partner advisor"], referral_id=story.referrals["partner"].pk
    )
    messages.write_to_referral(
        actor=story.people["other partner"],
        referral_id=story.referrals["other"].pk,
        text=f"{PLANTED['other partner words']}: wir suchen noch.",
    )
    answers.ask_back(
        actor=story.people["other partner"],
        referral_id=story.referrals["other"].pk,
        text=f"{PLANTED['other partner words']}: welche Menge?",
    )


def _late(story: Story) -> None:
    partners.reply(
        actor=story.people["home advisor"],
        referral_id=story.referrals["other"].pk,
        text="4,000 a year.",
    )
    for days in (13, 15, 17, 23):
        with clock.at(story.moment + timedelta(days=days)):
            run_due()
    story.moment += timedelta(days=23)


def _present(story: Story) -> None:
    advisor = story.people["home advisor"]
    for name in ("first", "second"):
        choosing.shortlist(actor=advisor, suggestion_id=story.suggestions[name].pk)
    choosing.set_aside(
        actor=advisor, suggestion_id=story.suggestions["third"].pk, reason="other", words="Fern."
    )
    presenting.present(
        actor=advisor,
        request_id=story.case.pk,
        words={
            story.suggestions[name].pk: f"{PLANTED['advisor words']}: passt."
            for name in ("first", "second")
        },
    )


def _choose(story: Story) -> None:
    owner = story.people["company"]
    choosing.choose(actor=owner, suggestion_id=story.suggestions["first"].pk)
    choosing.pass_over(
        actor=owner,
        suggestion_id=story.suggestions["second"].pk,
        reason="other",
        words=f"{PLANTED['reason of no interest']}: zu fern.",
    )


def _agree(story: Story) -> None:
    choosing.agree(actor=story.people["candidate"], suggestion_id=story.suggestions["first"].pk)


def _introduce(story: Story) -> None:
    choosing.introduce(
        actor=story.people["home advisor"],
        suggestion_id=story.suggestions["first"].pk,
        words=f"{PLANTED['next step']}: telefonieren.",
    )


STEPS = (
    ("draft", _draft),
    ("submitted", _submit),
    ("qualified", _triage),
    ("forwarded", _forward),
    ("proposed", _propose),
    ("answered", _answer),
    ("late", _late),
    ("presented", _present),
    ("chosen", _choose),
    ("agreed", _agree),
    ("introduced", _introduce),
)
