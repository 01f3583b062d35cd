"""What is refused, shown or opened tells nobody more than they may know: consent that was taken
back, words that are tried out, links and briefs that are over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from activities import clock
from activities.actor import Actor
from activities.errors import NoLongerPossible, NotAllowed
from companies.models import CompanyMember, Contact
from cooperation_requests import answer_links
from cooperation_requests.actions import answers, choosing, messages, partners, proposing, triage
from cooperation_requests.enums import LinkPurpose
from cooperation_requests.known import named_candidates
from cooperation_requests.models import Brief, CooperationRequest, Referral, Suggestion
from cooperation_requests.models.request import NEED_FIELDS
from cooperation_requests.notices.recipients import of_advisor, of_home_desk
from cooperation_requests.showing.cards import card_line
from network.models import Membership
from tests import factories
from tests.access.people import browser_of
from tests.requests.case import (
    NOW,
    Case,
    make_case,
    put_referral,
    put_request,
    put_suggestion,
    write,
)
from tests.requests.knowing import named_to_company, named_to_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Iterator[Case]:
    with clock.at(NOW):
        yield make_case()


def read(row: Suggestion) -> Suggestion:
    """As pages read it."""
    return Suggestion.objects.unrestricted("a test").select_related(
        "company", "referral__request", "referral__organisation"
    ).get(pk=row.pk)  # fmt: skip


def answered(case: Case) -> None:
    """Both candidates are sent, the request is with partners."""
    put_request(case, "presented")
    put_suggestion(case, case.suggestion, "presented", "asked")
    put_suggestion(case, case.second, "submitted", "not_asked")


def test_a_candidate_learns_nothing_of_its_rivals_by_what_is_refused(case: Case) -> None:
    answered(case)
    rival = case.second.company.legal_name
    own = case.candidate.legal_name
    by_link = case.people["candidate link"]
    act = {"actor": by_link, "suggestion_id": case.suggestion.pk, "reason": "other"}
    with pytest.raises(ValidationError) as refused:
        choosing.refuse(**act, words=f"We are {own}, is {rival} one of them?")
    assert own.split()[0] in str(refused.value)
    assert rival.split()[0] not in str(refused.value)
    choosing.refuse(**act, words=f"Ask {rival} instead.")


def test_a_home_advisor_learns_nothing_of_a_partner_s_drafts_by_what_is_refused(
    case: Case,
) -> None:
    put_request(case, "with_partners")
    put_referral(case, "accepted")
    put_suggestion(case, case.suggestion, "draft", "not_asked")
    put_suggestion(case, case.second, "submitted", "not_asked")
    drafted, sent = case.candidate.legal_name, case.second.company.legal_name
    act = {
        "actor": case.people["advisor on behalf"],
        "referral_id": case.referral.pk,
        "reason": "nobody_fits",
    }
    with pytest.raises(ValidationError) as refused:
        answers.find_none(**act, words=f"Neither {drafted} nor {sent}.")
    assert list(refused.value.message_dict) == ["words"]
    for name in (drafted, sent):
        assert name.split()[0] not in str(refused.value)
    answers.find_none(**act, words=f"Not even {drafted}.")


@pytest.mark.parametrize("verb", ["find_none", "decline", "propose"])
def test_what_the_agency_writes_on_a_partner_s_behalf_hides_the_requester(
    case: Case, verb: str
) -> None:
    put_request(case, "with_partners")
    put_referral(case, "accepted")
    words = f"Called about {case.company.legal_name}."
    actor, referral_id = case.people["advisor on behalf"], case.referral.pk
    company = factories.company(case.partner)
    acts = {
        "find_none": lambda: answers.find_none(
            actor=actor, referral_id=referral_id, reason="nobody_fits", words=words
        ),
        "decline": lambda: answers.decline_referral(
            actor=actor, referral_id=referral_id, reason="no_capacity", words=words
        ),
        "propose": lambda: proposing.propose(
            actor=actor, referral_id=referral_id, company_id=company.pk, words=words
        ),
    }
    with pytest.raises(ValidationError, match="does not know the company yet"):
        acts[verb]()


def names_shown(case: Case) -> set[str]:
    """Who reads the candidate's name."""
    row = read(case.suggestion)
    found = {"home"} if named_to_home(row) else set()
    found |= {"company"} if named_to_company(row) else set()
    for name in ("home advisor", "company"):
        if row.pk in named_candidates(case.people[name], [row]):
            found.add(f"{name}'s page")
    return found


def test_a_name_told_at_once_is_shown_while_the_yes_stands_and_no_longer(case: Case) -> None:
    answered(case)
    candidate = case.people["candidate"]
    assert names_shown(case) == set()
    choosing.agree(actor=candidate, suggestion_id=case.suggestion.pk, name_at_once=True)
    assert names_shown(case) == {"home", "company", "home advisor's page", "company's page"}
    choosing.refuse(actor=candidate, suggestion_id=case.suggestion.pk, reason="other")
    assert names_shown(case) == set()


def test_a_name_told_at_once_is_hidden_again_when_the_company_is_proposed_anew(case: Case) -> None:
    answered(case)
    partner = case.people["partner advisor"]
    choosing.agree(
        actor=case.people["candidate"], suggestion_id=case.suggestion.pk, name_at_once=True
    )
    choosing.take_back(actor=partner, suggestion_id=case.suggestion.pk, reason="other")
    with clock.at(NOW.replace(hour=12)):
        proposing.propose(
            actor=partner, referral_id=case.referral.pk, company_id=case.candidate.pk, words="Now."
        )
    assert names_shown(case) == set()


def test_the_old_link_of_a_candidate_ends_with_what_it_asked(case: Case) -> None:
    answered(case)
    link = answer_links.link_for(
        LinkPurpose.SUGGESTION, suggestion=case.suggestion, email="person@candidate.example"
    )
    partner = case.people["partner advisor"]
    choosing.take_back(actor=partner, suggestion_id=case.suggestion.pk, reason="other")
    opened = answer_links.open_link(link.token())
    assert opened is not None
    assert opened.fault == "revoked"
    again = proposing.propose(
        actor=partner, referral_id=case.referral.pk, company_id=case.candidate.pk, words="Now."
    )
    assert (again.word, again.told_at, again.asked_at) == ("not_asked", None, None)
    assert not Suggestion.objects.visible_to(case.people["candidate"]).exists()


def test_a_partner_s_link_ends_with_the_membership_of_its_address(case: Case) -> None:
    member = Membership.objects.select_related("user").get(
        user_id=case.people["partner advisor"].user_id
    )
    link = answer_links.link_for(
        LinkPurpose.REFERRAL, referral=case.referral, email=member.user.email
    )

    def fault() -> str:
        opened = answer_links.open_link(link.token())
        assert opened is not None
        return opened.fault

    assert fault() == ""
    Membership.objects.filter(pk=member.pk).update(role="viewer")
    assert fault() == "revoked"
    member.delete()
    assert fault() == "revoked"


def test_partners_and_candidates_read_the_newest_brief_alone(case: Case) -> None:
    put_suggestion(case, case.suggestion, "interested", "asked")
    brief = triage.current_brief(case.request)
    assert brief is not None
    fields = {name: getattr(brief, name) for name in NEED_FIELDS}
    triage.revise(
        actor=case.people["responsible advisor"],
        request_id=case.request.pk,
        brief=fields | {"text": "Without the word that gave it away."},
    )
    everything = Brief.objects.unrestricted("a test").filter(request=case.request)
    assert sorted(everything.values_list("version", flat=True)) == [1, 2]
    for name in ("partner advisor", "candidate", "candidate link", "partner link"):
        seen = Brief.objects.visible_to(case.people[name]).values_list("version", flat=True)
        assert list(seen) == [2], name
    seen = Brief.objects.visible_to(case.people["home advisor"]).values_list("version", flat=True)
    assert sorted(seen) == [1, 2]


@pytest.mark.parametrize("state", ["withdrawn", "refused", "lapsed"])
def test_a_candidate_that_is_out_reads_no_later_brief(case: Case, state: str) -> None:
    put_suggestion(case, case.suggestion, "interested", "asked")
    assert Brief.objects.visible_to(case.people["candidate"]).exists()
    put_suggestion(case, case.suggestion, state, "asked")
    assert not Brief.objects.visible_to(case.people["candidate"]).exists()


def test_a_draft_s_candidate_is_asked_only_while_its_partner_is_in_play(case: Case) -> None:
    ask = {"actor": case.people["partner advisor"], "suggestion_id": case.suggestion.pk}
    partners.recall(
        actor=case.people["responsible advisor"], referral_id=case.referral.pk, words="Solved."
    )
    with pytest.raises(NoLongerPossible) as late:
        choosing.ask_candidate(**ask)
    assert late.value.why == "word_not_asked"


def test_a_candidate_nobody_can_write_to_is_not_said_to_be_asked(case: Case) -> None:
    silent = factories.company(case.partner)
    put_request(case, "presented")
    put_suggestion(case, case.suggestion, "presented", "not_asked")
    put_suggestion(case, case.second, "presented", "not_asked")
    row = case.second
    row.company = silent
    row.save()
    partner = case.people["partner advisor"]
    with pytest.raises(ValidationError, match="No address is known"):
        choosing.ask_candidate(actor=partner, suggestion_id=row.pk)
    chosen = choosing.choose(actor=case.people["company"], suggestion_id=row.pk)
    assert (chosen.state, chosen.word, chosen.asked_at) == ("interested", "not_asked", None)
    Contact.objects.create(company=silent, name="Somebody", email="somebody@silent.example")
    asked = choosing.ask_candidate(actor=partner, suggestion_id=row.pk)
    assert asked.word == "asked"


def test_a_card_shows_no_certificate_that_names_the_company() -> None:
    company = factories.company(
        factories.agency(),
        legal_name="Fonderia Rossi Srl",
        certificates=["ISO 9001", "ISO 14001 TÜV Fonderia Rossi"],
    )
    assert "ISO 9001" in card_line(company, named=False)
    assert "Rossi" not in card_line(company, named=False)
    assert "TÜV Fonderia Rossi" in card_line(company, named=True)


def test_after_the_end_the_page_of_a_verb_tells_how_it_ended_and_by_whom(case: Case) -> None:
    advisor = case.people["responsible advisor"]
    from cooperation_requests.actions import ending

    ending.close(actor=advisor, request_id=case.request.pk, reason="other", words="Enough.")
    name = "closed the request"

    def told(actor: Actor, route: str, **keys: object) -> str:
        page = browser_of(actor).get(reverse(route, kwargs=keys))
        assert page.status_code == 409
        return page.content.decode()

    reply = told(
        advisor, "requests:desk-lane-verb", reference=case.request.reference,
        referral_id=case.referral.pk, verb="reply",
    )  # fmt: skip
    assert name in reply
    assert "asked nothing" not in reply
    add = told(
        case.people["partner advisor"], "requests:desk-referral-verb", referral_id=case.referral.pk,
        verb="answer",
    )  # fmt: skip
    assert name in add
    assert "No candidate is drafted" not in add


def test_what_was_written_meanwhile_is_not_what_was_done(case: Case) -> None:
    advisor, partner = case.people["responsible advisor"], case.people["partner advisor"]
    partners.recall(actor=advisor, referral_id=case.referral.pk, words="Solved.")
    messages.write_to_referral(actor=advisor, referral_id=case.referral.pk, text="Thank you.")
    messages.note(actor=partner, referral_id=case.referral.pk, text="A pity.")
    keys = {"referral_id": case.referral.pk, "verb": "decline"}
    page = browser_of(partner).get(reverse("requests:desk-referral-verb", kwargs=keys))
    assert page.status_code == 409
    assert "recalled it from" in page.content.decode()


def test_a_candidate_hears_nothing_but_its_own_word(case: Case) -> None:
    answered(case)
    candidate = case.people["candidate"]
    choosing.agree(actor=candidate, suggestion_id=case.suggestion.pk)
    choosing.pass_over(
        actor=case.people["company"], suggestion_id=case.suggestion.pk, reason="other"
    )
    address = reverse(
        "requests:approach-verb", kwargs={"suggestion_id": case.suggestion.pk, "verb": "agree"}
    )
    page = browser_of(candidate).get(address).content.decode()
    assert "has no interest" not in page
    assert "You have answered already." in page


def test_what_an_organisation_is_asked_is_part_of_what_it_may_see(case: Case) -> None:
    put_request(case, "with_partners")
    for name, actor in case.people.items():
        asked = set(Referral.objects.asked_of(actor))
        seen = set(Referral.objects.visible_to(actor))
        assert asked <= seen, name
        if actor.link is None:
            assert asked == {row for row in seen if row.organisation_id == actor.organisation_id}


def test_nobody_is_the_home_agency_of_a_case_in_which_their_company_is_a_candidate(
    case: Case,
) -> None:
    put_request(case, "with_partners")
    person = User.objects.get(pk=case.people["responsible advisor"].user_id)
    CompanyMember.objects.create(company=case.candidate, user=person)
    advisor = factories.acting(person, case.home.pk)

    def seen() -> tuple[bool, bool, bool]:
        return (
            CooperationRequest.objects.visible_to(advisor).filter(pk=case.request.pk).exists(),
            Referral.objects.visible_to(advisor).filter(pk=case.referral.pk).exists(),
            Suggestion.objects.visible_to(advisor).filter(pk=case.second.pk).exists(),
        )

    put_suggestion(case, case.second, "submitted", "not_asked")
    write(case.second, submitted_at=NOW)
    put_suggestion(case, case.suggestion, "draft", "not_asked")
    write(case.suggestion, submitted_at=None)
    # A draft of the partner is nobody's business yet.
    assert seen() == (True, True, True)
    put_suggestion(case, case.suggestion, "submitted", "not_asked")
    write(case.suggestion, submitted_at=NOW)
    assert seen() == (False, False, False)
    for act in (
        lambda: choosing.shortlist(actor=advisor, suggestion_id=case.second.pk),
        lambda: messages.write(
            actor=advisor, request_id=case.request.pk, thread="internal", text="A word."
        ),
        lambda: partners.recall(actor=advisor, referral_id=case.referral.pk, words="No need."),
    ):
        with pytest.raises(NotAllowed):
            act()
    colleague = case.people["home advisor"]
    choosing.shortlist(actor=colleague, suggestion_id=case.second.pk)
    assert {one.person for one in of_advisor(case.request)} == {
        one.person for one in of_home_desk(case.request)
    }


@pytest.mark.parametrize(
    "who",
    ["unasked agency's advisor", "other partner's advisor", "stranger", "anonymous", "secretariat"],
)
def test_nobody_outside_may_name_a_candidate_whatever_was_agreed(case: Case, who: str) -> None:
    put_request(case, "introduced")
    put_suggestion(case, case.suggestion, "introduced", "agreed")
    case.suggestion.refresh_from_db()
    assert named_candidates(case.people["partner advisor"], [case.suggestion])
    assert not named_candidates(case.people[who], [case.suggestion])
