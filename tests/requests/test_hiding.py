"""Words that give away: refused, asked about, or by their field alone; and what is on record."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from activities.actor import Actor, Channel, Link
from activities.errors import NoLongerPossible, WordsToConfirm
from activities.models import Activity
from activities.queries import latest_of
from companies.enums import Visibility
from companies.models import Company, Contact
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
from cooperation_requests.actions.guessing import GUESSES, GuessRefused, check_guesses_left
from cooperation_requests.actions.hiding import check_for_company
from cooperation_requests.answer_links import link_for
from cooperation_requests.codes import MessageVerb
from cooperation_requests.enums import LinkPurpose
from cooperation_requests.models import Brief, Referral
from cooperation_requests.showing.cards import card_line
from matching.needs import Reason
from matching.queries import OF_MANY, words_of_many
from matching.tasks import refresh_index
from network.models import NetworkSettings
from tests import factories
from tests.access.people import browser_of
from tests.requests.case import (
    NOW,
    Case,
    put_referral,
    put_request,
    put_suggestion,
    undone,
    write,
)
from tests.web.forms import fields_on

BRIEF = factories.BRIEF

# As many names as may be guessed at in a day, each rare.
GUESSED = ("Ferruccini", "Zorlettini", "Quandtling", "Brzeczkow", "Kvarnholm")
assert len(GUESSED) == GUESSES


def rename(company: Company, name: str, **fields: object) -> None:
    write(company, legal_name=name, sort_name=name.lower(), **fields)


def qualified(case: Case, **brief: str) -> None:
    put_request(case, "in_triage")
    actor = case.people["responsible advisor"]
    triage.qualify(actor=actor, request_id=case.request.pk, brief=BRIEF | brief)


def test_a_brief_that_names_its_company_without_marks_is_refused(case: Case) -> None:
    rename(case.company, "Müllerhauser Antriebe GmbH")
    with pytest.raises(ValidationError) as refused:
        qualified(case, text="For Muellerhauser we look for housings.")
    assert "“Muellerhauser”" in refused.value.message_dict["text"][0]


def test_an_ordinary_word_is_taken_with_a_conscious_yes_which_is_on_record(case: Case) -> None:
    Contact.objects.create(company=case.company, name="Eva Stahl", email="eva@orange.es")
    put_request(case, "in_triage")
    advisor = case.people["responsible advisor"]
    brief = BRIEF | {"text": "Gehäuse aus Stahl, painted orange."}
    with pytest.raises(WordsToConfirm) as asked:
        triage.qualify(actor=advisor, request_id=case.request.pk, brief=brief)
    assert asked.value.words == ["Stahl"]
    sure = advisor.confirming(asked.value.words)
    triage.qualify(actor=sure, request_id=case.request.pk, brief=brief)
    record = latest_of("request", case.request.pk, verbs=["qualify"])
    assert record is not None
    assert record.data["confirmed_words"] == 1
    assert "Stahl" not in str(record.data)


def test_a_yes_to_one_word_is_none_to_another(case: Case) -> None:
    Contact.objects.create(company=case.company, name="Eva Stahl")
    put_request(case, "in_triage")
    sure = case.people["responsible advisor"].confirming(["stahl"])
    brief = BRIEF | {"text": "Ask Stahl, Eva."}
    with pytest.raises(ValidationError, match="Take out: “Stahl, Eva”"):
        triage.qualify(actor=sure, request_id=case.request.pk, brief=brief)
    brief = BRIEF | {"text": "Stahl; see https://bit.ly/3xYz"}
    with pytest.raises(WordsToConfirm):
        triage.qualify(actor=sure, request_id=case.request.pk, brief=brief)


def test_a_word_that_the_secretariat_lists_as_one_of_a_trade_is_asked_about(case: Case) -> None:
    rename(case.company, "Brandtner Kryoqualk GmbH", website="https://kryoqualk.example")
    put_request(case, "in_triage")
    advisor = case.people["responsible advisor"]
    brief = BRIEF | {"text": "Housings for Kryoqualken, by KRYOQUALK."}
    with pytest.raises(ValidationError, match="listed by your network's secretariat"):
        triage.qualify(actor=advisor, request_id=case.request.pk, brief=brief)
    NetworkSettings.objects.create(words_of_trades="galvanoform\nkryoqualk")
    with pytest.raises(WordsToConfirm) as asked:
        triage.qualify(actor=advisor, request_id=case.request.pk, brief=brief)
    named = BRIEF | {"text": "For Brandtner, who make kryoqualk."}
    sure = advisor.confirming(asked.value.words)
    with pytest.raises(ValidationError, match="Take out: “Brandtner”"):
        triage.qualify(actor=sure, request_id=case.request.pk, brief=named)
    triage.qualify(actor=sure, request_id=case.request.pk, brief=brief)


def test_a_number_that_no_rule_checks_forbids_no_norm(case: Case) -> None:
    """In a country without a rule anybody may call ISO 9001 its VAT number."""
    write(case.company, country="IS", vat_number="ISO9001")
    qualified(case, text="Certified by ISO 9001.")
    write(case.company, country="IS", vat_number="123456789")
    with pytest.raises(ValidationError, match="Take out: “123 456 789”"):
        qualified(case, text="Number 123 456 789.")


def test_a_telephone_is_no_word_that_could_be_listed(case: Case) -> None:
    contact = {"name": "Eva Stahl", "telephone": "+49 711 4455667"}
    Contact.objects.create(company=case.company, **contact)
    with pytest.raises(ValidationError, match="Take out: “0711 4455667”") as refused:
        qualified(case, text="Call 0711 4455667")
    assert "listed" not in str(refused.value)


def test_the_form_asks_and_its_box_says_yes(case: Case) -> None:
    Contact.objects.create(company=case.company, name="Eva Stahl")
    put_referral(case, "accepted")
    client = browser_of(case.people["responsible advisor"])
    keys = {"reference": case.request.reference, "referral_id": case.referral.pk}
    address = reverse("requests:desk-lane-write", kwargs=keys)
    asked = client.post(address, {"text": "Made of Stahl."})
    assert asked.status_code == 422
    page = asked.content.decode()
    assert 'name="confirm_words"' in page
    assert "“Stahl”" in page
    assert "Made of Stahl." in page
    done = client.post(address, {"text": "Made of Stahl.", "confirm_words": "Stahl"})
    assert done.status_code == 302


def briefs_with(text: object) -> int:
    return Brief.objects.unrestricted("a test").filter(text=text).count()


@pytest.fixture
def found_first(case: Case) -> dict[str, object]:
    """A brief that finds its own, published company before all others."""
    write(case.company, visibility="network", seeks="", sectors=["24.51"], country="DE")
    write(
        case.company, offers="Pumps in housings of cast iron, 4,000 a year.", offers_language="en"
    )
    factories.company(case.home, offers="Foundry of bells.", offers_language="en",
                      visibility="network", sectors=["24.54"])  # fmt: skip
    refresh_index()
    put_request(case, "in_triage")
    return BRIEF | {
        "text": "Wanted: housings of cast iron for pumps.",
        "sectors": ["24.51", "24.52", "28.13"],
        "quantities": "4,000 a year",
        "size_classes": ["small"],
    }


def test_a_brief_that_finds_its_own_company_first_needs_a_conscious_yes(
    case: Case, found_first: dict[str, object]
) -> None:
    advisor = case.people["responsible advisor"]
    with pytest.raises(triage.FoundFirst) as asked:
        triage.qualify(actor=advisor, request_id=case.request.pk, brief=found_first)
    assert not briefs_with(found_first["text"])
    sure = advisor.confirming(asked.value.words)
    triage.qualify(actor=sure, request_id=case.request.pk, brief=found_first)
    record = latest_of("request", case.request.pk, verbs=["qualify"])
    assert record is not None
    assert record.data["confirmed_words"] == 1
    changed = found_first | {"title": "Housings of iron"}
    with pytest.raises(triage.FoundFirst):
        triage.revise(actor=advisor, request_id=case.request.pk, brief=changed)


def test_a_brief_of_a_company_that_only_its_agency_sees_finds_nobody_first(
    case: Case, found_first: dict[str, object]
) -> None:
    write(case.company, visibility=Visibility.AGENCY)
    advisor = case.people["responsible advisor"]
    triage.qualify(actor=advisor, request_id=case.request.pk, brief=found_first)


def test_the_form_offers_a_coarser_brief_and_asks_one_question_after_the_other(
    case: Case, found_first: dict[str, object]
) -> None:
    Contact.objects.create(company=case.company, name="Eva Stahl")
    typed = found_first | {
        "text": "Housings of cast iron for pumps; Stahl.",
        "sectors": "24.51, 24.52, 28.13",
    }
    client = browser_of(case.people["responsible advisor"])
    keys = {"reference": case.request.reference, "verb": "qualify"}
    address = reverse("requests:desk-request-verb", kwargs=keys)
    asked = client.post(address, typed)
    assert asked.status_code == 422
    assert "coarser" not in fields_on(asked.content)
    asked_again = client.post(address, typed | {"confirm_words": "Stahl"})
    assert asked_again.status_code == 422
    page = asked_again.content.decode()
    assert "finds the company’s own open profile first" in page
    assert 'name="coarser"' in page
    # The box of the second question is not ticked by the first answer, and holds both.
    assert 'value="found first\nstahl"' in page
    assert "checked" not in page.split('name="confirm_words"')[1].split(">")[0]
    coarser = client.post(address, typed | {"coarser": "1"})
    assert coarser.status_code == 200
    fields = fields_on(coarser.content)
    assert fields["quantities"] == [""]
    assert fields["sectors"] == ["C24; C28"]
    assert "size_classes" not in fields
    assert fields["text"] == [typed["text"]]
    assert not briefs_with(typed["text"])
    done = client.post(address, typed | {"confirm_words": "found first\nstahl"})
    assert done.status_code == 302


def test_words_that_many_companies_use_are_ordinary(case: Case) -> None:
    for _number in range(OF_MANY):
        factories.company(case.home, offers="Wir bauen Zwirbelfräsen.", offers_language="de")
    refresh_index()
    assert words_of_many(["zwirbelfräse", "bodenwerk"]) == {"zwirbelfräse"}
    rename(case.company, "Zwirbelfräse GmbH")
    with pytest.raises(WordsToConfirm):
        qualified(case, text="A zwirbelfraese is wanted.")


def test_a_word_in_two_spellings_is_ordinary_where_both_are(case: Case) -> None:
    """Whichever of company and contact person is read first."""
    for _number in range(OF_MANY):
        factories.company(case.home, offers="Des outils de brânzolan.", offers_language="fr")
    refresh_index()
    assert words_of_many(["brânzolan", "branzolan"]) == {"brânzolan"}
    rename(case.company, "Brânzolan GmbH")
    with pytest.raises(WordsToConfirm):
        qualified(case, text="A brânzolan is wanted.")
    Contact.objects.create(company=case.company, name="Ida Branzolan")
    with pytest.raises(ValidationError, match="Take out") as refused:
        qualified(case, text="A brânzolan is wanted.")
    assert not isinstance(refused.value, WordsToConfirm)


def test_what_strangers_write_makes_no_name_ordinary(case: Case) -> None:
    for _number in range(OF_MANY):
        factories.company(
            case.home, offers="Zwirbelfräsen.", offers_language="de", admitted_at=None
        )
    refresh_index()
    assert words_of_many(["zwirbelfräse"]) == frozenset()


def test_a_stranger_s_company_forbids_an_agency_no_words(case: Case) -> None:
    put_request(case, "with_partners")
    put_referral(case, "accepted")
    stranger = factories.company(case.partner, legal_name="Kind Regards Ltd", admitted_at=None)
    act = {"actor": case.people["partner advisor"], "referral_id": case.referral.pk}
    messages.write_to_referral(**act, text="Kind regards, Anna")
    write(stranger, admitted_at=NOW)
    with pytest.raises((ValidationError, WordsToConfirm)):
        messages.write_to_referral(**act, text="Kind Regards Ltd would fit.")


def test_who_holds_a_partner_s_link_reads_off_no_list_of_its_companies(case: Case) -> None:
    put_referral(case, "sent")
    write(case.partner, desk_mailbox="desk@partner.example")
    for name in GUESSED:
        factories.company(case.partner, legal_name=f"{name} S.p.A.", website="")
    link = link_for(LinkPurpose.REFERRAL, referral=case.referral, email="desk@partner.example")
    keys = {"token": link.token(), "verb": "decline"}
    address = reverse("requests:answer-verb", kwargs=keys)

    def tried(words: str) -> str:
        answer = Client().post(address, {"reason": "no_capacity", "words": words})
        assert answer.status_code == 422
        return answer.content.decode()

    # What is asked about comes first, and is the same for every name.
    for name in ("Ferruccini", "Balducci Nervotti"):
        assert "Take out" not in tried(f"https://a.example {name}")
    # The same words again are no other guess.
    for name in ("Ferruccini", "Ferruccini", *GUESSED):
        assert "Write it without names." in tried(name)
    assert "refused often today" in tried("Balducci Nervotti")


def test_who_holds_a_partner_s_link_learns_no_more_of_drafts_than_of_clients(case: Case) -> None:
    put_referral(case, "accepted")
    write(case.partner, desk_mailbox="desk@partner.example")
    factories.company(case.partner, legal_name="Kvarnholm S.p.A.", website="")
    drafted = factories.company(case.partner, legal_name="Brzeczkow S.p.A.", website="")
    write(case.suggestion, company=drafted, state="draft", submitted_at=None)
    link = link_for(LinkPurpose.REFERRAL, referral=case.referral, email="desk@partner.example")
    address = reverse("requests:answer-verb", kwargs={"token": link.token(), "verb": "decline"})
    told = set()
    for name in ("Brzeczkow", "Kvarnholm"):
        answer = Client().post(address, {"reason": "no_capacity", "words": f"Perhaps {name}."})
        assert answer.status_code == 422
        assert "Take out" not in answer.content.decode()
        found = re.findall(r"[^<>]*without names[^<>]*", answer.content.decode())
        told |= {one.strip(": \n") for one in found}
    assert told == {"The agency that asks does not know the candidate yet. Write it without names."}
    assert Activity.objects.filter(verb=MessageVerb.REFUSE_WORDS).count() == 2


def test_who_holds_a_link_says_that_words_are_meant(case: Case) -> None:
    put_referral(case, "sent")
    write(case.partner, desk_mailbox="desk@partner.example")
    link = link_for(LinkPurpose.REFERRAL, referral=case.referral, email="desk@partner.example")
    address = reverse("requests:answer-verb", kwargs={"token": link.token(), "verb": "decline"})
    form = {"reason": "no_capacity", "words": "Later; see www.kapazitaet.example then."}
    asked = Client().post(address, form).content.decode()
    assert 'name="confirm_words"' in asked
    answer = Client().post(address, form | {"confirm_words": "www.kapazitaet.example"})
    assert answer.status_code == 302


def test_words_for_one_partner_do_not_name_another_that_is_asked(case: Case) -> None:
    advisor = case.people["responsible advisor"]
    put_request(case, "with_partners")
    put_referral(case, "accepted")
    act = {"actor": advisor, "referral_id": case.referral.pk}
    with pytest.raises(ValidationError, match="who else is asked"):
        messages.write_to_referral(**act, text="Besos has answered already.")
    messages.write_to_referral(**act, text=f"Dear {case.partner.name}, any news?")
    with pytest.raises(ValidationError, match="who else is asked"):
        triage.revise(
            actor=advisor,
            request_id=case.request.pk,
            brief=BRIEF | {"text": "Wanted, in Besòs or elsewhere."},
        )


def test_a_brief_that_names_who_is_asked_later_is_not_forwarded_to_several(case: Case) -> None:
    advisor = case.people["responsible advisor"]
    write(case.unasked, name="Quarzavilla Invest")
    request = factories.request_in(
        "qualified",
        of=case.company,
        by=case.people["company"],
        advisor=advisor,
        text="A foundry that Quarzavilla Invest knows.",
    )
    both = {case.unasked.pk: None, case.other.pk: None}
    with pytest.raises(ValidationError, match="Change the brief first: “Quarzavilla Invest”"):
        partners.forward(actor=advisor, request_id=request.pk, deadlines=both)
    assert not Referral.objects.unrestricted("a test").filter(request=request).exists()
    partners.forward(actor=advisor, request_id=request.pk, deadlines={case.unasked.pk: None})


def test_a_partner_s_question_names_no_company_that_it_might_propose(case: Case) -> None:
    put_request(case, "with_partners")
    put_referral(case, "accepted")
    rename(factories.company(case.partner), "Fonderie Quintarelle SAS")
    open_one = factories.company(case.partner, visibility="network")
    rename(open_one, "Ateliers Corvinette SAS")
    act = {"actor": case.people["partner advisor"], "referral_id": case.referral.pk}
    with pytest.raises(ValidationError, match="Take out: “fonderie QUINTARELLE”"):
        answers.ask_back(**act, text="Would fonderie QUINTARELLE fit?")
    answers.ask_back(**act, text="Would Ateliers Corvinette fit?")


def test_who_was_named_in_an_earlier_message_is_not_proposed(case: Case) -> None:
    put_request(case, "with_partners")
    put_referral(case, "accepted")
    act = {"actor": case.people["partner advisor"], "referral_id": case.referral.pk}
    answers.ask_back(**act, text="Would you also take Zolnayhütte, or somebody like it?")
    new = proposing.NewCandidate(
        {"legal_name": "Zolnayhütte SAS", "country": "FR"},
        {"name": "Luc Perrachon", "email": "luc@zolnay.example"},
        may_be_proposed=True,
    )
    with pytest.raises(ValidationError, match="You wrote “Zolnayhütte”"):
        proposing.propose(**act, new=new, words="Fits.")


def test_words_for_a_proposal_name_none_of_its_people(case: Case) -> None:
    put_request(case, "with_partners")
    put_referral(case, "accepted")
    new = proposing.NewCandidate(
        {"legal_name": "Fonderie Quintarelle SAS", "country": "FR"},
        {"name": "Luc Perrachon", "email": "luc@quintarelle.example"},
        may_be_proposed=True,
    )
    with pytest.raises(ValidationError, match="Take out: “Perrachon”"):
        proposing.propose(
            actor=case.people["partner advisor"],
            referral_id=case.referral.pk,
            new=new,
            words="Ask for Mr Perrachon.",
        )


def present(case: Case, words: str) -> None:
    presenting.present(
        actor=case.people["responsible advisor"],
        request_id=case.request.pk,
        words={case.suggestion.pk: words},
    )


def test_who_is_not_known_to_the_writer_is_refused_by_the_field_alone(case: Case) -> None:
    put_request(case, "with_partners")
    name = case.candidate.legal_name
    with pytest.raises(GuessRefused) as refused:
        present(case, f"Is it {name}?")
    assert list(refused.value.message_dict) == [f"words_{case.suggestion.pk}"]
    assert name.split()[0] not in str(refused.value)
    refused.value.keep()
    record = Activity.objects.get(verb=MessageVerb.REFUSE_WORDS)
    assert record.audiences == [f"referral:{case.referral.pk}"]
    assert name.split()[0] not in str(record.data)


def test_who_is_known_to_the_writer_is_refused_with_the_place(case: Case) -> None:
    put_request(case, "with_partners")
    write(case.candidate, visibility="network")
    with pytest.raises(ValidationError, match=case.candidate.legal_name.split()[0]):
        present(case, f"It is {case.candidate.legal_name}.")


def test_guesses_are_limited_and_their_owner_sees_them(case: Case) -> None:
    put_request(case, "with_partners")
    client = browser_of(case.people["responsible advisor"])
    keys = {"reference": case.request.reference, "verb": "present"}
    address = reverse("requests:desk-request-verb", kwargs=keys)
    field = f"words_{case.suggestion.pk}"

    def guess(name: str) -> str:
        ticked = {f"present_{case.suggestion.pk}": "on", field: f"Like {name}."}
        answer = client.post(address, ticked)
        assert answer.status_code == 422
        return answer.content.decode()

    write(case.candidate, legal_name=f"{' '.join(GUESSED)} SpA")
    for name in (GUESSED[0], *GUESSED):
        assert "Write it without names." in guess(name)
    # Right or wrong, the answer is the same from now on.
    answers_now = {
        "refused often today" in guess(name) for name in (case.candidate.legal_name, "nobody")
    }
    assert answers_now == {True}
    # Who guessed is stopped, not who writes on the other side.
    partner = case.people["partner advisor"]
    check_guesses_left(partner, case.request.pk)
    page = browser_of(partner).get(
        reverse("requests:desk-referral", kwargs={"referral_id": case.referral.pk})
    )
    assert "words that named one of your companies" in page.content.decode()
    own = client.get(reverse("requests:desk-request", kwargs={"reference": case.request.reference}))
    assert "named one of your companies" not in own.content.decode()
    # What needs no words goes on.
    at = (case.people["responsible advisor"], case.request)
    with pytest.raises(ValidationError, match="refused often today"):
        check_for_company(*at, words="They are too far away.")
    check_for_company(*at, words="")


@pytest.mark.parametrize(
    "typed",
    [
        *("FR40303265045", "ISO +33 4 75 00 00 00", "HRB 731245", "Quillworks quality"),
        *("ISO 49713112345", "certified by Mr Stahl", "ISO 9001 (Quillworks)", "0475000000"),
    ],
)
def test_a_card_shows_no_certificate_of_free_words(case: Case, typed: str) -> None:
    write(case.candidate, certificates=["ISO9001:2015", typed])
    line = card_line(case.candidate, named=False)
    assert "ISO 9001" in line
    assert typed not in line
    assert typed in card_line(case.candidate, named=True)


def test_likeness_is_noted_when_a_suggestion_arrives_and_not_again(case: Case) -> None:
    put_request(case, "with_partners")
    put_referral(case, "accepted")
    for one in (case.suggestion, case.second):
        put_suggestion(case, one, "draft", "not_asked")
    write(case.candidate, vat_number="FR12345678901")
    write(case.company, vat_number="FR12345678901")
    answers.answer_referral(
        actor=case.people["partner advisor"], referral_id=case.referral.pk, words=""
    )
    case.reread()
    assert (case.suggestion.may_be_requester, case.second.may_be_requester) == (True, False)
    # What its own agency writes into the profile afterwards confirms no guess.
    company = case.second.company
    write(company, vat_number="FR10987654321")
    write(case.company, vat_number="FR10987654321")
    page = browser_of(case.people["responsible advisor"]).get(
        reverse("requests:desk-request", kwargs={"reference": case.request.reference})
    )
    assert page.content.decode().count("may be the company that asks") == 1


def test_what_the_agency_enters_for_a_partner_is_compared_with_nothing(case: Case) -> None:
    put_request(case, "with_partners")
    put_referral(case, "accepted")
    for one in (case.suggestion, case.second):
        put_suggestion(case, one, "withdrawn", "not_asked")
    actor = replace(case.people["advisor on behalf"])
    row = proposing.propose(
        actor=actor,
        referral_id=case.referral.pk,
        new=proposing.NewCandidate(
            {"legal_name": case.company.legal_name, "country": case.company.country},
            {"name": "Luc Perrachon", "email": "luc@zolnay.example"},
            may_be_proposed=True,
        ),
        words="Fits.",
    )
    answers.answer_referral(actor=actor, referral_id=case.referral.pk)
    row.refresh_from_db()
    assert (row.may_be_requester, row.may_be_id) == (False, None)


def test_words_of_taking_back_count_as_written_before(case: Case) -> None:
    put_request(case, "with_partners")
    put_referral(case, "answered")
    put_suggestion(case, case.suggestion, "withdrawn", "not_asked")
    write(case.suggestion, reason_words="Zolnayhütte fits better.")
    new = proposing.NewCandidate(
        {"legal_name": "Zolnayhütte SAS", "country": "FR"},
        {"name": "Luc Perrachon", "email": "luc@zolnay.example"},
        may_be_proposed=True,
    )
    with pytest.raises(ValidationError, match="You wrote “Zolnayhütte”"):
        proposing.propose(
            actor=case.people["partner advisor"],
            referral_id=case.referral.pk,
            new=new,
            words="Fits.",
        )


def test_words_for_one_partner_do_not_name_another_one_s_candidate_or_people(case: Case) -> None:
    put_request(case, "with_partners")
    put_referral(case, "accepted")
    other = Referral.objects.unrestricted("a test").get(
        request=case.request, organisation=case.other
    )
    rename(case.candidate, "Fonderie Quintarelle SAS")
    advisor = case.people["responsible advisor"]
    # Known to the agency by the candidate's own word: the place is shown.
    write(case.suggestion, word="agreed", named_at_end=True)
    write(case.candidate, agency=case.home)
    act = {"actor": advisor, "referral_id": other.pk}
    with pytest.raises(ValidationError, match=r"whom others proposed.*“Quintarelle”"):
        messages.write_to_referral(**act, text="We have Quintarelle already.")
    with pytest.raises(ValidationError, match="whom others proposed"):
        triage.revise(
            actor=advisor,
            request_id=case.request.pk,
            brief=BRIEF | {"text": "As Quintarelle casts it."},
        )
    person = User.objects.get(pk=case.people["partner advisor"].user)
    write(person, name="Montserrat Puigdelloses")
    with pytest.raises(ValidationError, match="who else is asked"):
        messages.write_to_referral(**act, text="Ask Puigdelloses.")


def test_a_question_about_words_says_nothing_of_a_guess(case: Case) -> None:
    put_request(case, "with_partners")
    name = case.candidate.legal_name
    for guess in (name, "Nobody SAS"):
        with pytest.raises(WordsToConfirm):
            present(case, f"Is it {guess}? See https://bit.ly/3xYz")


@pytest.mark.parametrize("field", ["words", "words_for_candidate"])
def test_the_words_of_an_introduction_name_no_other_candidate(case: Case, field: str) -> None:
    put_request(case, "presented")
    rename(case.second.company, "Ateliers Corvinette SAS", visibility="network")
    act = {
        "actor": case.people["responsible advisor"],
        "suggestion_id": case.suggestion.pk,
        "words": f"Call {case.candidate.legal_name}.",
    }
    with pytest.raises(ValidationError, match="Corvinette"):
        choosing.introduce(**act | {field: "Better than Corvinette."})
    choosing.introduce(**act)


def test_who_declined_does_not_find_the_company_either(case: Case) -> None:
    write(case.company, visibility="network")
    put_request(case, "with_partners")
    put_referral(case, "declined")
    found = Company.objects.visible_to(case.people["partner advisor"])
    assert case.company not in found


def test_a_guess_costs_a_verb_that_is_possible(case: Case) -> None:
    put_request(case, "closed")
    act = {"actor": case.people["responsible advisor"], "request_id": case.request.pk}
    for words in (f"Was it {case.candidate.legal_name}?", "Was it Nobody SAS?"):
        with pytest.raises(NoLongerPossible):
            ending.close(**act, reason="other", words=words)


def test_what_is_noted_as_the_company_s_words_names_no_hidden_candidate(case: Case) -> None:
    put_request(case, "presented")
    write(case.candidate, visibility="network")
    put_suggestion(case, case.suggestion, "presented", "not_asked")
    write(case.suggestion, presented_at=NOW, submitted_at=NOW)
    name = case.candidate.legal_name
    noted = case.people["advisor on behalf"]
    of_request = {"request_id": case.request.pk}
    acts: list[Callable[[Actor, str], Any]] = [
        lambda actor, words: ending.withdraw(
            actor=actor, **of_request, reason="solved", words=words
        ),
        lambda actor, words: choosing.pass_over(
            actor=actor, suggestion_id=case.suggestion.pk, reason="other", words=words
        ),
        lambda actor, words: triage.answer(actor=actor, **of_request, text=words),
    ]
    for act in acts:
        if act is acts[-1]:
            write(case.request, question_open=True)
        with undone(), pytest.raises(ValidationError, match="has not agreed to be named"):
            act(noted, f"They know {name}.")
        with undone():
            act(noted, "They know somebody.")


def test_of_several_texts_a_refusal_does_not_say_which_one_named_somebody(case: Case) -> None:
    put_request(case, "with_partners")
    put_suggestion(case, case.suggestion, "shortlisted", "not_asked")
    put_suggestion(case, case.second, "shortlisted", "not_asked")
    name = case.candidate.legal_name
    with pytest.raises(GuessRefused) as refused:
        presenting.present(
            actor=case.people["responsible advisor"],
            request_id=case.request.pk,
            words={case.suggestion.pk: f"Perhaps {name}.", case.second.pk: "Perhaps another."},
        )
    assert refused.value.message_dict == {
        f"words_{one.pk}": ["The candidate has not agreed to be named. Write it without names."]
        for one in (case.suggestion, case.second)
    }


def test_a_try_counts_once_however_many_candidates_have_the_name(case: Case) -> None:
    put_request(case, "with_partners")
    advisor = case.people["responsible advisor"]
    other = Referral.objects.unrestricted("a test").exclude(pk=case.referral.pk)
    second = other.get(request=case.request)
    for referral, who in (
        (case.referral, "partner advisor"),
        (second, "other partner's advisor"),
    ):
        write(referral, state="sent", brief_version=case.request.brief_version)
        name = f"{' '.join(GUESSED)} SpA"
        company = factories.company(referral.organisation, legal_name=name)
        factories.suggested(case.people[who], referral, company)
    for name in GUESSED:
        with pytest.raises(GuessRefused) as refused:
            messages.write(
                actor=advisor,
                request_id=case.request.pk,
                thread="company",
                text=f"Do you know {name}?",
            )
        assert len(refused.value.owners) > 1
        refused.value.keep()
    with pytest.raises(ValidationError, match="refused often today"):
        messages.write(actor=advisor, request_id=case.request.pk, thread="company", text="Nobody.")


def test_one_link_s_refused_words_do_not_stop_another_link(case: Case) -> None:
    put_referral(case, "sent")
    for name in GUESSED:
        factories.company(case.partner, legal_name=f"{name} S.p.A.", website="")
    other = Referral.objects.unrestricted("a test").exclude(pk=case.referral.pk)
    second = other.get(request=case.request)
    first_link, second_link = (
        Actor(link=Link(row.pk, LinkPurpose.REFERRAL, row.pk), channel=Channel.LINK)
        for row in (case.referral, second)
    )
    no = {"reason": "nobody_fits"}
    for name in GUESSED:
        with pytest.raises(GuessRefused) as refused:
            answers.find_none(
                actor=first_link,
                referral_id=case.referral.pk,
                words=f"Ask {name}.",
                **no,
            )
        refused.value.keep()
    with pytest.raises(ValidationError, match="refused often today"):
        answers.find_none(actor=first_link, referral_id=case.referral.pk, words="Nobody.", **no)
    answers.find_none(actor=second_link, referral_id=second.pk, words="Nobody.", **no)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "calls_itself", ["Nordhaus AlSi10Mg", "Nordhaus Wirtschaft", "AlSi10Mg Druckguss"]
)
def test_a_candidate_forbids_nobody_the_words_of_the_brief_by_what_it_calls_itself(
    calls_itself: str,
) -> None:
    scene = factories.scene()
    scene.home.name = "Nordhaus Wirtschaft"
    scene.home.save()
    row = scene.suggestion()
    brief = Brief.objects.unrestricted("a test").filter(request=row.referral.request_id)
    brief.update(text="Wanted: a foundry for AlSi10Mg, as Druckguss.")
    choosing.choose(actor=scene.owner, suggestion_id=row.pk)
    factories.company_person(scene.candidate, name=calls_itself)
    for text in ("The alloy is AlSi10Mg, Druckguss.", "Kind regards, Nordhaus Wirtschaft"):
        messages.write(
            actor=scene.advisor,
            request_id=row.referral.request_id,
            thread="company",
            text=text,
        )
    with pytest.raises(ValidationError, match="has not agreed to be named"):
        messages.write(
            actor=scene.advisor,
            request_id=row.referral.request_id,
            thread="company",
            text="It is Zéphyrine.",
        )


def test_a_partner_that_was_told_the_name_may_be_written_it_and_nothing_more(case: Case) -> None:
    rename(case.company, "Kolbenschmitz GmbH", website="https://kolbenschmitz.example")
    Contact.objects.create(company=case.company, name="Eva Zwentibold")
    put_request(case, "presented")
    put_suggestion(case, case.suggestion, "presented", "not_asked")
    to_partner = {
        "actor": case.people["responsible advisor"],
        "referral_id": case.referral.pk,
    }
    with pytest.raises(ValidationError, match="Take out: “Kolbenschmitz”"):
        messages.write_to_referral(**to_partner, text="Kolbenschmitz would like to know more.")
    choosing.choose(
        actor=case.people["company"], suggestion_id=case.suggestion.pk, name_to_partner=True
    )
    messages.write_to_referral(**to_partner, text="Kolbenschmitz would like to know more.")
    with pytest.raises(ValidationError, match="Take out: “Zwentibold”"):
        messages.write_to_referral(**to_partner, text="Ask Zwentibold.")


def test_reasons_are_held_against_the_name_once_more_when_they_are_sent(case: Case) -> None:
    put_request(case, "with_partners")
    put_referral(case, "accepted")
    candidate = factories.company(case.partner)
    actor = case.people["partner advisor"]
    row = proposing.propose(
        actor=actor,
        referral_id=case.referral.pk,
        company_id=candidate.pk,
        words="Fits.",
        reasons=[Reason("words", True, ("kolbenschmitz", "castings")).stored()],
    )
    rename(candidate, "Kolbenschmitz GmbH", website="")
    answers.answer_referral(actor=actor, referral_id=case.referral.pk)
    row.refresh_from_db()
    assert [one["values"] for one in row.reasons] == [["castings"]]
