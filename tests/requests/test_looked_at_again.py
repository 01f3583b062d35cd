"""What names somebody is known by changes, and so does who reads: texts are held against that."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from activities.actor import Actor
from activities.errors import ToConfirm, WordsToConfirm
from companies import actions as companies
from companies.models import Company, CompanyMember, Contact, JoinRequest
from cooperation_requests.actions import (
    answers,
    choosing,
    ending,
    messages,
    partners,
    presenting,
    proposing,
    triage,
)
from cooperation_requests.models import Brief, Referral, Suggestion
from disclosure.models import Disclosure
from tests import factories
from tests.access.people import browser_of
from tests.requests.case import Case, dump, put_referral, put_request, put_suggestion, write
from tests.requests.knowing import named_to_company, named_to_home
from tests.web.forms import fields_on

pytestmark = pytest.mark.django_db


def rename(company: Company, name: str, **fields: Any) -> None:
    write(company, legal_name=name, sort_name=name.lower(), **fields)


def qualify(case: Case, text: str, actor: Actor | None = None) -> None:
    put_request(case, "in_triage")
    triage.qualify(
        actor=actor or case.people["responsible advisor"],
        request_id=case.request.pk,
        brief=factories.BRIEF | {"text": text},
    )


def forward(case: Case, **by: Any) -> list[Referral]:
    actor = by.get("actor", case.people["responsible advisor"])
    return partners.forward(
        actor=actor, request_id=case.request.pk, deadlines={case.unasked.pk: None}
    )


def rival_known_to_the_company(case: Case) -> Suggestion:
    """The other partner's candidate, presented; it agreed to be named."""
    other = Referral.objects.unrestricted("a test").exclude(pk=case.referral.pk)
    row = other.get(request=case.request)
    write(row, state="sent", brief_version=case.request.brief_version)
    rival = factories.company(case.other)
    rename(rival, "Zolnayhütte Gießerei SAS", website="https://zolnayhuette.example")
    partner = case.people["other partner's advisor"]
    suggestion = proposing.propose(
        actor=partner, referral_id=row.pk, company_id=rival.pk, words="Fits."
    )
    answers.answer_referral(actor=partner, referral_id=row.pk)
    suggestion.refresh_from_db()
    factories.presented(case.people["responsible advisor"], suggestion)
    choosing.agree(
        actor=factories.on_behalf(partner), suggestion_id=suggestion.pk, name_at_once=True
    )
    case.reread()
    return suggestion


# The brief and who asks


def test_a_brief_is_not_sent_on_once_the_company_is_called_what_stands_in_it(case: Case) -> None:
    qualify(case, "Kolbenschmitz looks for a foundry.")
    companies.change_profile(
        actor=case.people["company"],
        company_id=case.company.pk,
        fields={"legal_name": "Kolbenschmitz GmbH"},
    )
    with pytest.raises(ValidationError, match="as it is known by now"):
        forward(case)


def test_a_brief_is_not_sent_on_once_the_company_is_part_of_the_one_it_names(case: Case) -> None:
    other = factories.company(case.home)
    rename(other, "Kolbenschmitz GmbH")
    qualify(case, "For Kolbenschmitz, housings.")
    companies.merge(
        actor=case.people["responsible advisor"], company_id=case.company.pk, into_id=other.pk
    )
    with pytest.raises(ValidationError, match="Kolbenschmitz"):
        forward(case)


def test_the_former_name_of_a_company_gives_it_away(case: Case) -> None:
    rename(case.company, "Kolbenschmitz GmbH", website="https://kolbenschmitzwerke.example")
    companies.change_profile(
        actor=case.people["company"],
        company_id=case.company.pk,
        fields={"legal_name": "Novatrexa GmbH", "website": "https://novatrexa.example"},
    )
    for text in ("For Kolbenschmitz, housings.", "As on kolbenschmitzwerke.example."):
        with pytest.raises(ValidationError, match="give the company away"):
            qualify(case, text)


def test_what_an_entry_was_called_that_is_part_of_the_company_gives_it_away(case: Case) -> None:
    twin = factories.company(case.home, vat_number="DE999888777")
    rename(twin, "Kolbenschmitz GmbH", website="")
    companies.merge(
        actor=case.people["responsible advisor"], company_id=twin.pk, into_id=case.company.pk
    )
    for text in ("For Kolbenschmitz, housings.", "Our number is 999 888 777."):
        with pytest.raises(ValidationError, match="give the company away"):
            qualify(case, text)


def test_a_stranger_s_names_for_a_company_forbid_it_no_words_once_they_are_put_together(
    case: Case,
) -> None:
    stranger = factories.person("Quirin Gehäusedeckel")
    entry = companies.register(
        actor=Actor(user_id=stranger.pk),
        fields={"legal_name": "Pumpengehäuse", "country": "DE", "region": case.company.region},
    )
    assert entry.agency == case.home
    acting = factories.acting(stranger, entry.pk)
    for name in ("Druckgussteile", "Zwentibold Formenbau"):
        companies.change_profile(
            actor=acting,
            company_id=entry.pk,
            fields={"legal_name": name, "website": "https://spritzguss.example"},
        )
    companies.merge(
        actor=case.people["responsible advisor"], company_id=entry.pk, into_id=case.company.pk
    )
    # Of what it was called before nothing stays; what it is called, and who waits, is asked about.
    qualify(case, "Pumpengehäuse and Druckgussteile.")
    for word in ("Zwentibold", "Gehäusedeckel", "Spritzguss"):
        with pytest.raises(WordsToConfirm, match=word):
            qualify(case, f"For {word}.")
    advisor = case.people["responsible advisor"]
    qualify(case, "For Zwentibold.", actor=advisor.confirming(["Zwentibold"]))


def test_whoever_spoke_or_wants_to_speak_for_a_company_gives_it_away(case: Case) -> None:
    gone = factories.company_person(case.company, name="Xaver Quandtlinger")
    member = CompanyMember.objects.get(user_id=gone.user_id)
    companies.remove_member(
        actor=case.people["company"], company_id=case.company.pk, member_id=member.pk
    )
    waiting = factories.person("Amalberga Zwentibold")
    JoinRequest.objects.create(company=case.company, user=waiting)
    owner = User.objects.get(pk=case.people["company"].user_id)
    EmailAddress.objects.create(
        user=owner, email="q@kolbenschmitzwerke.example", verified=True, primary=False
    )
    for text in ("Ask Quandtlinger.", "For Kolbenschmitzwerke, housings."):
        with pytest.raises(ValidationError, match="give the company away"):
            qualify(case, text)
    # Who waits for a word may be a stranger: asked about, so that none forbids a word.
    with pytest.raises(WordsToConfirm, match="Zwentibold"):
        qualify(case, "Ask Zwentibold.")
    # What who left calls themselves since then is their own affair, and forbids nobody a word.
    User.objects.filter(pk=gone.user_id).update(name="Xaver Feingussgehäuse")
    with pytest.raises(ValidationError, match="give the company away"):
        qualify(case, "Ask Quandtlinger.")
    with pytest.raises(WordsToConfirm, match="Feingussgehäuse"):
        qualify(case, "For a Feingussgehäuse.")
    gone_for_good = User.objects.get(pk=gone.user_id)
    gone_for_good.delete()
    assert not case.company.known_as.filter(person__isnull=False).exists()


def test_an_address_that_nobody_confirmed_gives_nobody_away(case: Case) -> None:
    """Anybody can add one: it would forbid others their words."""
    owner = User.objects.get(pk=case.people["company"].user_id)
    added = EmailAddress.objects.create(
        user=owner, email="q@kolbenschmitzwerke.example", verified=False, primary=False
    )
    qualify(case, "For Kolbenschmitzwerke, housings.")
    added.verified = True
    added.save()
    with pytest.raises(ValidationError, match="give the company away"):
        qualify(case, "For Kolbenschmitzwerke, housings.")


def test_an_agency_that_a_partner_has_read_of_is_asked_only_after_a_conscious_yes(
    case: Case,
) -> None:
    put_request(case, "with_partners")
    put_referral(case, "accepted")
    advisor = case.people["responsible advisor"]
    messages.write_to_referral(
        actor=advisor,
        referral_id=case.referral.pk,
        text=f"If you find nobody, {case.unasked.name} gets it on Monday.",
    )
    with pytest.raises(ToConfirm, match="know who is asked") as asked:
        forward(case)
    assert [row.organisation for row in forward(case, actor=advisor.confirming(asked.value.words))]


# Rivals


def test_words_for_a_candidate_name_no_other_one_and_no_other_agency(case: Case) -> None:
    put_request(case, "presented")
    rival_known_to_the_company(case)
    act = {"actor": case.people["responsible advisor"], "suggestion_id": case.suggestion.pk}
    for text in ("You compete with Zolnayhütte.", f"{case.other.name} proposed somebody too."):
        with pytest.raises(ValidationError) as refused:
            choosing.introduce(**act, words="Call each other.", words_for_candidate=text)
        assert set(refused.value.message_dict) == {"words_for_candidate"}
        # The company's words go to the candidate where it gets none of its own.
        with pytest.raises(ValidationError):
            choosing.introduce(**act, words=text)
    # The company knows both.
    choosing.introduce(
        **act, words="Nearer than Zolnayhütte.", words_for_candidate="Call each other."
    )


def test_the_company_s_reason_names_no_rival_to_a_partner(case: Case) -> None:
    put_request(case, "presented")
    rival_known_to_the_company(case)
    act = {"actor": case.people["company"], "suggestion_id": case.suggestion.pk, "reason": "other"}
    for text in ("We go on with Zolnayhütte.", f"We go on with whom {case.other.name} proposed."):
        with pytest.raises(ValidationError):
            choosing.pass_over(**act, words=text)
    choosing.pass_over(**act, words="We go on with another one.")


def test_that_a_published_company_is_a_candidate_is_told_to_no_other_partner(case: Case) -> None:
    put_request(case, "presented")
    row = rival_known_to_the_company(case)
    write(row.company, visibility="network")
    put_suggestion(case, case.second, "submitted", "not_asked")
    act = {"suggestion_id": case.second.pk, "reason": "other"}
    with pytest.raises(ValidationError, match="whom others proposed"):
        choosing.set_aside(
            actor=case.people["responsible advisor"], words="Zolnayhütte is nearer.", **act
        )


def test_a_candidate_that_is_a_draft_again_is_still_not_named_to_the_company(case: Case) -> None:
    put_request(case, "presented")
    row = rival_known_to_the_company(case)
    Disclosure.objects.unrestricted("a test").filter(ground="agree").delete()
    write(row, word="not_asked")
    partner, advisor = case.people["other partner's advisor"], case.people["responsible advisor"]
    choosing.take_back(actor=partner, suggestion_id=row.pk, reason="other")
    proposing.propose(
        actor=partner, referral_id=row.referral_id, company_id=row.company_id, words="Again."
    )
    with pytest.raises(ValidationError, match="agreed to be named"):
        messages.write(
            actor=advisor, request_id=case.request.pk, thread="company", text="It was Zolnayhütte."
        )


# Words that newer ones took the place of


@pytest.mark.parametrize("way", ["answer", "decline"])
def test_a_company_that_overwritten_words_gave_away_is_not_proposed_without_its_name(
    case: Case, way: str
) -> None:
    put_request(case, "with_partners")
    put_referral(case, "accepted")
    state = "draft" if way == "answer" else "lapsed"
    put_suggestion(case, case.suggestion, state, "not_asked")
    put_suggestion(case, case.second, state, "not_asked")
    partner = case.people["partner advisor"]
    of_referral = {"actor": partner, "referral_id": case.referral.pk}
    third = factories.company(case.partner)
    said = "Lundqvistorp has the best foundry here, but is full."
    if way == "answer":
        answers.answer_referral(**of_referral, words=said)
        further = factories.company(case.partner)
        proposing.propose(**of_referral, company_id=further.pk, words="Fits too.")
        answers.add(**of_referral, words="One more.")
    else:
        answers.decline_referral(**of_referral, reason="other", words=said)
        partners.forward(
            actor=case.people["responsible advisor"],
            request_id=case.request.pk,
            deadlines={case.partner.pk: None},
        )
    rename(third, "Lundqvistorp Nordmark Gjuteri AB", website="")
    with pytest.raises(ValidationError, match="Lundqvistorp"):
        proposing.propose(**of_referral, company_id=third.pk, words="Fits.")


def test_a_suggestion_s_words_are_kept_when_it_is_proposed_again(case: Case) -> None:
    put_request(case, "with_partners")
    put_referral(case, "answered")
    put_suggestion(case, case.suggestion, "submitted", "not_asked")
    put_suggestion(case, case.second, "submitted", "not_asked")
    partner = case.people["partner advisor"]
    write(case.suggestion, words="Casts as well as Lundqvistorp does.")
    choosing.take_back(actor=partner, suggestion_id=case.suggestion.pk, reason="other")
    of_referral = {"actor": partner, "referral_id": case.referral.pk}
    proposing.propose(**of_referral, company_id=case.candidate.pk, words="Fits.")
    third = factories.company(case.partner)
    rename(third, "Lundqvistorp Nordmark Gjuteri AB", website="")
    with pytest.raises(ValidationError, match="Lundqvistorp"):
        proposing.propose(**of_referral, company_id=third.pk, words="Fits.")


# The record


def test_what_was_disclosed_stays_on_record_when_its_draft_is_discarded(case: Case) -> None:
    put_request(case, "with_partners")
    put_referral(case, "answered")
    put_suggestion(case, case.suggestion, "shortlisted", "not_asked")
    put_suggestion(case, case.second, "submitted", "not_asked")
    partner = case.people["partner advisor"]
    presenting.present(
        actor=case.people["responsible advisor"],
        request_id=case.request.pk,
        words={case.suggestion.pk: "This fits."},
    )
    choosing.choose(
        actor=case.people["company"], suggestion_id=case.suggestion.pk, name_to_partner=True
    )

    def on_record() -> list[tuple[str, list[str]]]:
        kept = Disclosure.objects.unrestricted("a test").filter(case_id=case.request.pk)
        return sorted(kept.values_list("ground", "fields"))

    before = on_record()
    assert len(before) >= 3
    choosing.take_back(actor=partner, suggestion_id=case.suggestion.pk, reason="other")
    proposing.propose(
        actor=partner, referral_id=case.referral.pk, company_id=case.candidate.pk, words="x"
    )
    proposing.discard_suggestion(actor=partner, suggestion_id=case.suggestion.pk)
    assert on_record() == before


def test_a_yes_that_another_entry_gave_names_nobody_after_merging(case: Case) -> None:
    put_request(case, "with_partners")
    put_referral(case, "answered")
    for row in (case.suggestion, case.second):
        put_suggestion(case, row, "submitted", "not_asked")
    partner = case.people["partner advisor"]
    yes = factories.on_behalf(partner)
    choosing.agree(actor=yes, suggestion_id=case.suggestion.pk, name_at_once=True)
    choosing.take_back(actor=partner, suggestion_id=case.suggestion.pk, reason="other")
    companies.merge(actor=partner, company_id=case.candidate.pk, into_id=case.second.company_id)
    rows = Suggestion.objects.unrestricted("a test").select_related("company", "referral__request")
    second = rows.get(pk=case.second.pk)
    assert not named_to_home(second)
    assert not named_to_company(second)


def test_a_contact_person_s_name_is_gone_with_the_contact(case: Case) -> None:
    contact = Contact.objects.create(company=case.company, name="Xaver Quandtlinger")
    companies.remove_contact(
        actor=case.people["company"], company_id=case.company.pk, contact_id=contact.pk
    )
    assert not case.company.known_as.exists()


def test_the_question_before_forwarding_is_asked_and_answered_on_the_page(case: Case) -> None:
    put_request(case, "with_partners")
    put_referral(case, "accepted")
    advisor = case.people["responsible advisor"]
    messages.write_to_referral(
        actor=advisor, referral_id=case.referral.pk, text=f"{case.unasked.name} gets it on Monday."
    )
    browser = browser_of(advisor)
    address = reverse(
        "requests:desk-request-verb",
        kwargs={"reference": case.request.reference, "verb": "forward"},
    )
    fields = fields_on(browser.get(address).content)
    form = {name: one for name, one in fields.items() if not name.startswith("ask_")}
    form[f"ask_{case.unasked.pk}"] = ["on"]
    asked = browser.post(address, form)
    assert asked.status_code == 422
    (box,) = re.findall(r'name="confirm_words" value="([^"]+)"', asked.content.decode())
    assert f'name="ask_{case.unasked.pk}"' in asked.content.decode()
    assert browser.post(address, form | {"confirm_words": [box]}).status_code == 302


def test_what_an_agency_read_of_itself_is_no_question_when_it_is_asked_again(case: Case) -> None:
    put_request(case, "with_partners")
    put_referral(case, "accepted")
    advisor = case.people["responsible advisor"]
    messages.write_to_referral(
        actor=advisor, referral_id=case.referral.pk, text=f"Dear colleagues of {case.partner.name},"
    )
    answers.decline_referral(
        actor=case.people["partner advisor"], referral_id=case.referral.pk, reason="no_capacity"
    )
    again = partners.forward(
        actor=advisor, request_id=case.request.pk, deadlines={case.partner.pk: None}
    )
    assert [row.organisation for row in again] == [case.partner]


def test_words_that_a_partner_has_read_count_though_others_took_their_place(case: Case) -> None:
    advisor, partner = case.people["responsible advisor"], case.people["partner advisor"]
    answers.answer_referral(actor=partner, referral_id=case.referral.pk)
    choosing.set_aside(
        actor=advisor,
        suggestion_id=case.suggestion.pk,
        reason="not_fitting",
        words="Cuneo has a better one, we ask there.",
    )
    choosing.shortlist(actor=advisor, suggestion_id=case.suggestion.pk)
    with pytest.raises(ToConfirm, match="has read “Cuneo”"):
        forward(case)
    forward(case, actor=advisor.confirming(["Cuneo"]))


def test_the_words_of_a_recall_count_in_the_next_round(case: Case) -> None:
    advisor = case.people["responsible advisor"]
    partners.recall(actor=advisor, referral_id=case.referral.pk, words="Cuneo answered already.")
    partners.forward(actor=advisor, request_id=case.request.pk, deadlines={case.partner.pk: None})
    with pytest.raises(ToConfirm, match="has read “Cuneo”"):
        forward(case)


@pytest.mark.parametrize(("visibility", "asked"), [("network", True), ("own", False)])
def test_a_card_is_not_presented_to_a_company_that_has_read_its_name_without_a_conscious_yes(
    case: Case, visibility: str, asked: bool
) -> None:
    rename(case.candidate, "Fonderie Zéphyrine SAS", visibility=visibility)
    advisor, partner = case.people["responsible advisor"], case.people["partner advisor"]
    messages.write(
        actor=advisor,
        request_id=case.request.pk,
        thread="company",
        text="Do you know Fonderie Zéphyrine?",
    )
    answers.answer_referral(actor=partner, referral_id=case.referral.pk)
    choosing.shortlist(actor=advisor, suggestion_id=case.suggestion.pk)
    act = {"request_id": case.request.pk, "words": {case.suggestion.pk: "This one fits."}}
    if asked:
        with pytest.raises(ToConfirm, match="has read “Fonderie Zéphyrine”") as question:
            presenting.present(actor=advisor, **act)
        advisor = advisor.confirming(question.value.words)
    # Whom the writer does not know either is not asked about: that would confirm a guess.
    presenting.present(actor=advisor, **act)


def test_what_was_written_is_looked_at_again_when_the_drafts_are_sent(case: Case) -> None:
    rename(case.candidate, "Fonderie Zéphyrine SAS", visibility="network")
    partner = case.people["partner advisor"]
    messages.write_to_referral(
        actor=partner, referral_id=case.referral.pk, text="Fonderie Zéphyrine could do it."
    )
    write(case.candidate, visibility="own")
    with pytest.raises(ValidationError, match="You wrote “Fonderie Zéphyrine”"):
        answers.answer_referral(actor=partner, referral_id=case.referral.pk)
    write(case.candidate, visibility="network")
    answers.answer_referral(actor=partner, referral_id=case.referral.pk)


def test_what_the_home_agency_wrote_stops_no_partner_s_proposal(case: Case) -> None:
    company = factories.company(case.partner, legal_name="Fonderie Zéphyrine SAS")
    advisor, partner = case.people["responsible advisor"], case.people["partner advisor"]
    partners.recall(
        actor=advisor, referral_id=case.referral.pk, words="We spoke to Fonderie Zéphyrine."
    )
    partners.forward(actor=advisor, request_id=case.request.pk, deadlines={case.partner.pk: None})
    answers.accept(actor=partner, referral_id=case.referral.pk)
    proposing.propose(
        actor=partner, referral_id=case.referral.pk, company_id=company.pk, words="Fits."
    )


@pytest.mark.parametrize("again", [False, True])
def test_why_a_candidate_was_set_aside_stays_the_home_agency_s_words(
    case: Case, again: bool
) -> None:
    """It stands in the candidate's row once the case ended, and is kept when that is proposed."""
    company = factories.company(case.partner, legal_name="Fonderie Zéphyrine SAS")
    advisor, partner = case.people["responsible advisor"], case.people["partner advisor"]
    put_request(case, "with_partners")
    put_referral(case, "answered")
    put_suggestion(case, case.suggestion, "submitted", "not_asked")
    choosing.set_aside(
        actor=advisor,
        suggestion_id=case.suggestion.pk,
        reason="other",
        words="We hoped for Zéphyrine.",
    )
    ending.close(actor=advisor, request_id=case.request.pk, reason="other", words="Done.")
    ending.reopen(actor=advisor, request_id=case.request.pk, words="Again.")
    triage.qualify(actor=advisor, request_id=case.request.pk, brief=factories.BRIEF)
    partners.forward(actor=advisor, request_id=case.request.pk, deadlines={case.partner.pk: None})
    case.suggestion.refresh_from_db()
    assert (case.suggestion.state, case.suggestion.reason_words) == (
        "lapsed",
        "We hoped for Zéphyrine.",
    )
    companies_of = [case.suggestion.company_id] if again else []
    for one in [*companies_of, company.pk]:
        proposing.propose(
            actor=partner, referral_id=case.referral.pk, company_id=one, words="Fits."
        )


def test_words_of_a_draft_that_was_never_sent_stop_no_proposal(case: Case) -> None:
    """The home agency has not read them; they are held against the companies when they are sent."""
    company = factories.company(case.partner, legal_name="Fonderie Zéphyrine SAS")
    put_referral(case, "accepted")
    write(
        case.suggestion, state="draft", submitted_at=None, words="Better than Fonderie Zéphyrine."
    )
    proposing.propose(
        actor=case.people["partner advisor"],
        referral_id=case.referral.pk,
        company_id=company.pk,
        words="Fits.",
    )


def test_a_brief_that_names_its_company_by_now_is_given_to_no_further_candidate(case: Case) -> None:
    put_request(case, "presented")
    brief = Brief.objects.unrestricted("a test").filter(request=case.request)
    brief.update(text="Frau Zorlettini looks for a foundry.")
    Contact.objects.create(company=case.candidate, name="Ada", email="ada@candidate.example")
    asking = {"suggestion_id": case.suggestion.pk}
    put_suggestion(case, case.suggestion, "presented", "not_asked")
    Contact.objects.create(company=case.company, name="Ada Zorlettini")
    before = dump()
    with pytest.raises(ValidationError, match="Change the brief first: “Zorlettini”"):
        choosing.choose(actor=case.people["company"], **asking)
    with pytest.raises(ValidationError, match="has to change the brief") as refused:
        choosing.ask_candidate(actor=case.people["partner advisor"], **asking)
    assert "Zorlettini" not in str(refused.value)
    # Whoever was only told of it reads the brief once it agrees.
    with pytest.raises(ValidationError, match="has to change the brief"):
        choosing.agree(actor=case.people["candidate"], **asking)
    assert dump() == before
    # It is the brief of its own round that it would read.
    newer = brief.get()
    newer.pk, newer.version, newer.text = uuid4(), 2, "They look for a foundry."
    newer.save(force_insert=True)
    write(case.request, brief_version=2)
    with pytest.raises(ValidationError, match="Change the brief first"):
        choosing.choose(actor=case.people["company"], **asking)
    write(case.referral, brief_version=2)
    choosing.choose(actor=case.people["company"], **asking)
