"""What may be seen follows from what was handed over, not from the state of today."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from companies.enums import Visibility
from companies.models import Company, CompanyMember
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
from cooperation_requests.enums import SuggestionState
from cooperation_requests.known import Known, contacts_of_candidates, named_candidates
from cooperation_requests.models import Brief, CooperationRequest, Referral, Suggestion
from cooperation_requests.notices.recipients import of_advisor
from cooperation_requests.workflows import SUGGESTIONS
from network.models import Membership
from notifications.models import Notice
from notifications.queries import notices_for, unread_count
from tests import factories
from tests.access.people import browser_of
from tests.requests.case import Case, put_referral, put_request, put_suggestion, write
from tests.requests.knowing import named_to_home

pytestmark = pytest.mark.django_db

PLANTED = "Words nobody sent."
OF_THE_HOME_AGENCY = ["responsible advisor", "home coordinator", "home viewer"]


def never_sent(case: Case, state: str) -> None:
    """A suggestion that its partner drafted and never sent, in `state`."""
    put_request(case, "with_partners")
    put_suggestion(case, case.suggestion, state, "not_asked")
    write(case.suggestion, submitted_at=None, presented_at=None, words=PLANTED)


@pytest.mark.parametrize("state", SuggestionState.values)
def test_what_was_never_sent_stays_its_partner_s_in_every_state(case: Case, state: str) -> None:
    never_sent(case, state)
    rows = Suggestion.objects
    for name in (*OF_THE_HOME_AGENCY, "advisor on behalf", "company"):
        assert case.suggestion not in rows.visible_to(case.people[name]), name
        assert not SUGGESTIONS.verbs(case.suggestion, case.people[name]), name
    assert case.suggestion in rows.visible_to(case.people["partner advisor"])
    home = browser_of(case.people["responsible advisor"])
    keys = {"reference": case.request.reference}
    pages = [
        reverse("requests:desk-request", kwargs=keys),
        reverse("requests:desk-lane", kwargs={**keys, "referral_id": case.referral.pk}),
        reverse("requests:desk"),
    ]
    for address in pages:
        assert PLANTED not in home.get(address).content.decode(), address


@pytest.mark.parametrize("end", ["refuse", "withdraw"])
def test_a_draft_that_ends_unsent_is_told_to_the_partner_alone(case: Case, end: str) -> None:
    put_request(case, "with_partners")
    put_referral(case, "accepted")
    put_suggestion(case, case.suggestion, "draft", "asked")
    put_suggestion(case, case.second, "draft", "not_asked")
    Notice.objects.all().delete()
    if end == "refuse":
        choosing.refuse(
            actor=case.people["candidate"], suggestion_id=case.suggestion.pk, reason="other"
        )
    else:
        ending.withdraw(actor=case.people["company"], request_id=case.request.pk, reason="solved")
    case.reread()
    assert case.suggestion.state == ("refused" if end == "refuse" else "lapsed")
    home = {case.people[name].user_id for name in OF_THE_HOME_AGENCY}
    told = Notice.objects.filter(subject_id=case.suggestion.pk, person__in=home)
    assert not told.exists()
    page = browser_of(case.people["responsible advisor"]).get(
        reverse("requests:desk-request", kwargs={"reference": case.request.reference})
    )
    assert "does not want to be introduced" not in page.content.decode()
    assert "lapsed with the request" not in page.content.decode()


def test_proposed_again_it_is_the_partner_s_until_it_is_sent_again(case: Case) -> None:
    put_request(case, "with_partners")
    put_referral(case, "answered")
    put_suggestion(case, case.suggestion, "withdrawn", "not_asked")
    advisor = case.people["responsible advisor"]
    assert case.suggestion in Suggestion.objects.visible_to(advisor)
    proposing.propose(
        actor=case.people["partner advisor"],
        referral_id=case.referral.pk,
        company_id=case.candidate.pk,
        words="Now with a furnace.",
    )
    assert case.suggestion not in Suggestion.objects.visible_to(advisor)


def drafted_again(end: str) -> tuple[factories.Scene, Suggestion]:
    """What the company has read, taken back, drafted again, and the draft removed."""
    scene = factories.scene()
    scene.candidate.visibility = Visibility.NETWORK
    scene.candidate.save()
    row = scene.suggestion()
    partner = scene.partner_advisor
    choosing.take_back(actor=partner, suggestion_id=row.pk, reason="other")
    if end != "taken back":
        proposing.propose(
            actor=partner,
            referral_id=row.referral_id,
            company_id=scene.candidate.pk,
            words="Now with a furnace.",
        )
    if end == "removed":
        proposing.discard_suggestion(actor=partner, suggestion_id=row.pk)
    return scene, row


ENDS = pytest.mark.parametrize("end", ["taken back", "drafted again", "removed"])


@ENDS
def test_a_candidate_whose_card_was_read_is_not_named_afterwards(end: str) -> None:
    scene, row = drafted_again(end)
    with pytest.raises(ValidationError, match="has not agreed to be named"):
        messages.write(
            actor=scene.advisor,
            request_id=row.referral.request_id,
            thread="company",
            text="By the way, the foundry is Zéphyrine.",
        )


@ENDS
def test_who_also_acts_for_a_candidate_that_was_sent_stays_shut_out(end: str) -> None:
    scene, row = drafted_again(end)
    user = User.objects.get(pk=scene.advisor.user_id)
    Membership.objects.filter(user=user).update(on_desk=False)
    assert [one.person for one in of_advisor(row.referral.request)] == [user]
    CompanyMember.objects.create(company=scene.candidate, user=user)
    both = factories.acting(user, scene.home.pk)
    request = row.referral.request
    assert request not in CooperationRequest.objects.visible_to(both)
    address = reverse("requests:desk-request", kwargs={"reference": request.reference})
    assert browser_of(both).get(address).status_code == 404
    assert all(one.person != user for one in of_advisor(request))


@ENDS
def test_a_candidate_that_was_sent_is_told_to_no_other_partner(end: str) -> None:
    scene, row = drafted_again(end)
    other = factories.agency("Besòs Empresa", country="ES", seat="ES511")
    (asked,) = partners.forward(
        actor=scene.advisor, request_id=row.referral.request_id, deadlines={other.pk: None}
    )
    with pytest.raises(ValidationError, match="do not know whom others proposed"):
        messages.write_to_referral(
            actor=scene.advisor, referral_id=asked.pk, text="Zéphyrine is proposed already."
        )


@ENDS
def test_the_company_tells_no_partner_whose_card_it_has_read(end: str) -> None:
    scene, row = drafted_again(end)
    scene.partner.name = "Vexolune Agence"
    scene.partner.save()
    other = factories.agency("Besòs Empresa", country="ES", seat="ES511")
    (asked,) = partners.forward(
        actor=scene.advisor, request_id=row.referral.request_id, deadlines={other.pk: None}
    )
    advisor = factories.staff(other)
    second = proposing.propose(
        actor=advisor,
        referral_id=asked.pk,
        company_id=factories.company(other, legal_name="Foneria Quirzelda SL").pk,
        words="Fits.",
    )
    answers.answer_referral(actor=advisor, referral_id=asked.pk)
    choosing.shortlist(actor=scene.advisor, suggestion_id=second.pk)
    presenting.present(actor=scene.advisor, request_id=asked.request_id, words={second.pk: "Good."})
    with pytest.raises(ValidationError, match="do not know who else is asked"):
        choosing.pass_over(
            actor=scene.owner,
            suggestion_id=second.pk,
            reason="other",
            words="We wait for the one of Vexolune.",
        )


def test_the_contact_person_is_somebody_who_still_acts() -> None:
    scene = factories.scene()
    gone = factories.company_person(scene.candidate, email="odile@gone.example")
    User.objects.filter(pk=gone.user_id).update(is_active=False)
    factories.company_person(scene.candidate, email="neuf@now.example")
    row = scene.suggestion()
    contacts = contacts_of_candidates([row], {row.pk: Known(candidate_contact=True)})
    assert dict(contacts[row.pk])["E-mail"] == "neuf@now.example"


def test_a_draft_that_was_sent_before_is_taken_back_by_removing_it_and_may_be_proposed_again() -> (
    None
):
    scene, row = drafted_again("removed")
    row.refresh_from_db()
    assert row.state == SuggestionState.WITHDRAWN
    assert row not in Suggestion.objects.visible_to(scene.advisor)
    again = proposing.propose(
        actor=scene.partner_advisor,
        referral_id=row.referral_id,
        company_id=scene.candidate.pk,
        words="And once more.",
    )
    assert (again.pk, again.state) == (row.pk, SuggestionState.DRAFT)


def test_a_draft_that_was_never_sent_is_gone_when_it_is_removed(case: Case) -> None:
    put_request(case, "with_partners")
    put_referral(case, "accepted")
    put_suggestion(case, case.suggestion, "draft", "not_asked")
    proposing.discard_suggestion(
        actor=case.people["partner advisor"], suggestion_id=case.suggestion.pk
    )
    rows = Suggestion.objects.unrestricted("a test")
    assert not rows.filter(pk=case.suggestion.pk).exists()


def test_a_promise_made_at_the_refusal_outlasts_a_publication(case: Case) -> None:
    put_request(case, "with_partners")
    put_suggestion(case, case.suggestion, "submitted", "asked")
    choosing.refuse(
        actor=case.people["candidate"], suggestion_id=case.suggestion.pk, reason="other"
    )
    write(case.candidate, visibility="network")
    case.reread()
    row = (
        Suggestion.objects.unrestricted("a test")
        .select_related("company", "referral__request")
        .get(pk=case.suggestion.pk)
    )
    assert not named_to_home(row)
    assert not named_candidates(case.people["responsible advisor"], [row])
    page = browser_of(case.people["responsible advisor"]).get(
        reverse("requests:desk-request", kwargs={"reference": case.request.reference})
    )
    assert case.candidate.legal_name not in page.content.decode()


def test_who_was_known_when_it_refused_stays_known(case: Case) -> None:
    write(case.candidate, visibility="network")
    put_request(case, "with_partners")
    put_suggestion(case, case.suggestion, "submitted", "asked")
    choosing.refuse(
        actor=case.people["candidate"], suggestion_id=case.suggestion.pk, reason="other"
    )
    row = (
        Suggestion.objects.unrestricted("a test")
        .select_related("company", "referral__request")
        .get(pk=case.suggestion.pk)
    )
    assert named_to_home(row)


def briefs_read(case: Case, name: str) -> list[str]:
    rows = Brief.objects.visible_to(case.people[name]).filter(request=case.request)
    return sorted(rows.values_list("title", flat=True))


def open_again(case: Case, title: str) -> Any:
    """The request is closed, opens again and gets a new brief."""
    advisor = case.people["responsible advisor"]
    act = {"actor": advisor, "request_id": case.request.pk}
    ending.close(**act, reason="other", words="Later.")
    ending.reopen(**act, words="Now.")
    triage.qualify(**act, brief=factories.BRIEF | {"title": title})
    return act


def test_after_re_opening_only_partners_asked_again_read_the_new_brief(case: Case) -> None:
    put_request(case, "with_partners")
    put_referral(case, "no_candidate")
    old = factories.BRIEF["title"]
    act = open_again(case, "Something new")
    assert briefs_read(case, "partner advisor") == [old]
    partners.forward(**act, deadlines={case.other.pk: None})
    assert briefs_read(case, "other partner's advisor") == ["Something new"]
    Notice.objects.all().delete()
    triage.revise(**act, brief=factories.BRIEF | {"title": "Newer still"})
    assert briefs_read(case, "partner advisor") == [old]
    assert briefs_read(case, "other partner's advisor") == ["Newer still"]
    heard = set(Notice.objects.values_list("hat_id", flat=True))
    assert case.other.pk in heard
    assert case.partner.pk not in heard
    partners.forward(**act, deadlines={case.partner.pk: None})
    assert briefs_read(case, "partner advisor") == ["Newer still"]


def test_a_partner_in_play_reads_the_changed_brief_alone(case: Case) -> None:
    put_request(case, "with_partners")
    put_referral(case, "accepted")
    triage.revise(
        actor=case.people["responsible advisor"],
        request_id=case.request.pk,
        brief=factories.BRIEF | {"title": "Changed"},
    )
    assert briefs_read(case, "partner advisor") == ["Changed"]


def test_a_person_with_two_hats_is_told_nothing_that_its_hat_may_not_see(case: Case) -> None:
    person = case.people["home coordinator"]
    CompanyMember.objects.create(company=case.company, user_id=person.user_id)
    put_request(case, "with_partners")
    put_referral(case, "accepted")
    answers.ask_back(
        actor=case.people["partner advisor"], referral_id=case.referral.pk, text="Which alloy?"
    )
    assert not Notice.objects.filter(person_id=person.user_id, hat_id=case.home.pk).exists()


@pytest.mark.parametrize("whose", ["company", "candidate"])
def test_where_the_responsible_advisor_acts_for_a_side_the_desk_is_told(
    case: Case, whose: str
) -> None:
    responsible = case.people["responsible advisor"].user_id
    CompanyMember.objects.create(company=getattr(case, whose), user_id=responsible)
    put_request(case, "with_partners")
    put_referral(case, "accepted")
    put_suggestion(case, case.suggestion, "submitted", "not_asked")
    Notice.objects.all().delete()
    answers.ask_back(
        actor=case.people["partner advisor"], referral_id=case.referral.pk, text="Which alloy?"
    )
    told = set(Notice.objects.filter(hat_id=case.home.pk).values_list("person_id", flat=True))
    assert case.people["home desk"].user_id in told
    assert responsible not in told


def test_notices_of_a_case_that_a_hat_no_longer_sees_are_neither_listed_nor_counted(
    case: Case,
) -> None:
    put_request(case, "with_partners")
    put_referral(case, "accepted")
    act = {"actor": case.people["partner advisor"], "referral_id": case.referral.pk}
    answers.ask_back(**act, text="Which alloy?")
    reader = case.people["responsible advisor"]
    before = unread_count(reader)
    assert before
    write(case.request, home_agency=case.unasked)
    assert unread_count(reader) == 0
    assert not notices_for(reader).exists()
    assert "KO-" not in browser_of(reader).get(reverse("notifications:notices")).content.decode()


def test_an_open_profile_is_hidden_from_who_is_asked_for_its_company(case: Case) -> None:
    write(case.company, visibility="network")
    put_request(case, "with_partners")
    put_referral(case, "accepted")
    partner = case.people["partner advisor"]
    found = Company.objects.visible_to
    assert case.company not in found(partner)
    assert case.company in found(case.people["unasked agency's advisor"])
    assert case.company in found(case.people["responsible advisor"])
    write(case.company, found_while_asking=True)
    assert case.company in found(partner)
    write(case.company, found_while_asking=False)
    put_request(case, "closed")
    Referral.objects.unrestricted("a test").filter(pk=case.referral.pk).update(state="recalled")
    assert case.company in found(partner)


@pytest.mark.parametrize("before", ["nothing", "named", "introduced"])
def test_what_one_case_told_finds_no_profile_in_the_next_anonymous_one(before: str) -> None:
    scene = factories.scene()
    scene.company.visibility = Visibility.NETWORK
    scene.company.save()
    seen = Company.objects.visible_to
    if before == "named":
        row = scene.suggestion()
        choosing.choose(actor=scene.owner, suggestion_id=row.pk, name_to_partner=True)
        assert scene.company in seen(scene.partner_advisor)
        ending.withdraw(actor=scene.owner, request_id=row.referral.request_id, reason="solved")
    elif before == "introduced":
        request = scene.request("introduced")
        assert scene.company in seen(scene.partner_advisor)
        ending.close(actor=scene.advisor, request_id=request.pk, reason="introduced", words="Done.")
    assert scene.company in seen(scene.partner_advisor)
    factories.request_in(
        "with_partners",
        of=scene.company,
        by=scene.owner,
        advisor=scene.advisor,
        asked=scene.partner,
        title="Laser welding of brass",
    )
    assert scene.company not in seen(scene.partner_advisor)
