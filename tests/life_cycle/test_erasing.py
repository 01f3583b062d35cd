"""A company is erased: nothing that it wrote, or anybody about it, is left on disk or in tables."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from accounts.models import User
from activities.actor import CLOCK, Role
from activities.clock import now
from activities.errors import NoLongerPossible, NotAllowed
from activities.models import Activity
from companies.actions import ERASED_NAME, erase, invite, merge, save_contact
from companies.hats import hats_of
from companies.models import Company, CompanyMember
from cooperation_requests.actions import (
    drafts,
    ending,
    messages,
    partners,
    proposing,
    triage,
)
from cooperation_requests.actions.messages import attach
from cooperation_requests.enums import RequestState, Thread
from cooperation_requests.models import CooperationRequest, Suggestion
from matching import index
from matching.models import Outcome, ShownMatch
from tests import factories
from tests.access.people import browser_of
from tests.files import samples

pytestmark = pytest.mark.django_db

PLANTED = "zwetschgenknoedel"
FIELDS: dict[str, Any] = {
    "legal_name": f"Firm {PLANTED} GmbH",
    "website": f"https://{PLANTED}.example",
    "city": PLANTED.title(),
    "offers": f"We offer {PLANTED}.",
    "seeks": f"We seek {PLANTED}.",
    "offers_language": "de",
    "external_id": f"n-{PLANTED}",
}


@pytest.fixture
def scene() -> factories.Scene:
    found = factories.scene()
    Company.objects.unrestricted("a test").filter(pk=found.company.pk).update(**FIELDS)
    found.company.refresh_from_db()
    return found


def tables_with(words: str) -> set[str]:
    """The tables of which some row says this; of people's accounts it is asked elsewhere."""
    found = set()
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            quoted = connection.ops.quote_name(table)
            cursor.execute(
                f"SELECT EXISTS (SELECT FROM {quoted} t WHERE t::text ILIKE %s)", [f"%{words}%"]
            )
            if cursor.fetchone()[0]:
                found.add(table)
    return found


def contents() -> set[Path]:
    return {one for one in Path(settings.MEDIA_ROOT).rglob("*") if one.is_file()}


def end(scene: factories.Scene, case: CooperationRequest) -> None:
    ending.close(actor=scene.advisor, request_id=case.pk, reason="other", words=f"Over: {PLANTED}.")


def with_words_everywhere(scene: factories.Scene) -> CooperationRequest:
    """A case that is over, of a company of which words stand wherever people write some."""
    said = f"About {PLANTED}."
    need = {"title": PLANTED, "text": said, "quantities": PLANTED}
    scene.company.refresh_from_db()
    case = factories.draft(scene.owner, scene.company, **need)
    drafts.keep_typed(actor=scene.owner, subject_id=case.pk, form="need", fields={"text": [said]})
    attach(
        actor=scene.owner,
        request_id=case.pk,
        thread=Thread.COMPANY,
        upload=samples.checked(f"{PLANTED}.txt", said.encode()),
    )
    drafts.submit(actor=scene.owner, request_id=case.pk)
    triage.take(actor=scene.advisor, request_id=case.pk)
    messages.write(actor=scene.owner, request_id=case.pk, thread=Thread.COMPANY, text=said)
    messages.write(actor=scene.advisor, request_id=case.pk, thread=Thread.INTERNAL, text=said)
    triage.qualify(actor=scene.advisor, request_id=case.pk, brief=factories.BRIEF)
    save_contact(
        actor=scene.owner,
        company_id=scene.company.pk,
        fields={"name": PLANTED, "email": f"{PLANTED}@post.example", "language": "de"},
    )
    invite(
        actor=scene.owner,
        company_id=scene.company.pk,
        email=f"new-{PLANTED}@post.example",
        language="de",
    )
    (referral,) = partners.forward(
        actor=scene.advisor, request_id=case.pk, deadlines={scene.partner.pk: None}
    )
    factories.suggested(scene.partner_advisor, referral, scene.candidate)
    index.refresh()
    end(scene, case)
    return case


def test_nothing_that_was_written_of_it_is_left_in_tables_or_on_disk(
    scene: factories.Scene, django_capture_on_commit_callbacks: Any
) -> None:
    before = contents()
    case = with_words_everywhere(scene)
    assert tables_with(PLANTED) >= {
        *("companies_company", "companies_contact", "companies_companyinvitation"),
        *("requests_cooperationrequest", "requests_message", "requests_wordsread"),
        *("files_storedfile", "matching_companyindex", "notifications_notice"),
    }
    kept = contents() - before
    assert any(PLANTED.encode() in one.read_bytes() for one in kept)
    with django_capture_on_commit_callbacks(execute=True):
        erase(actor=scene.advisor, company_id=scene.company.pk)
    index.refresh()
    assert tables_with(PLANTED) == set()
    assert contents() & kept == set()
    row = factories.reread(case)
    assert (row.state, row.kind, row.sectors) == ("closed", "supplier", ["24"])
    assert row.reference
    assert Activity.objects.filter(subject_id=case.pk, verb="submit").count() == 1
    company = Company.objects.unrestricted("a test").get(pk=scene.company.pk)
    assert (company.legal_name, company.agency_id) == (ERASED_NAME, scene.home.pk)


def test_its_pages_are_gone_and_its_case_stands_without_words(scene: factories.Scene) -> None:
    case = with_words_everywhere(scene)
    person = User.objects.get(pk=scene.owner.user_id)
    assert len(hats_of(person)) == 1
    erase(actor=scene.owner, company_id=scene.company.pk)
    assert hats_of(person) == []
    advisor = browser_of(scene.advisor)
    of_company = reverse("companies:desk-company", kwargs={"company_id": scene.company.pk})
    assert advisor.get(of_company).status_code == 404
    of_case = reverse("requests:desk-request", kwargs={"reference": reference_of(case)})
    page = advisor.get(of_case).content.decode()
    assert PLANTED not in page.lower()
    assert reference_of(case) in page


def test_what_was_said_of_a_candidate_goes_and_the_case_of_another_keeps_its_own(
    scene: factories.Scene,
) -> None:
    case = scene.request(RequestState.INTRODUCED)
    row = Suggestion.objects.unrestricted("a test").get(referral__request=case)
    assert row.words
    with pytest.raises(ValidationError, match=reference_of(case)):
        erase(actor=scene.partner_advisor, company_id=scene.candidate.pk)
    end(scene, case)
    erase(actor=scene.partner_advisor, company_id=scene.candidate.pk)
    row.refresh_from_db()
    assert (row.words, row.advisor_words, row.introduction_words) == ("", "", "")
    assert row.state == "introduced"
    assert factories.reread(case).title == case.title


@pytest.mark.parametrize("state", ["submitted", "in_triage", "with_partners", "presented"])
def test_a_company_with_an_open_request_is_not_erased(scene: factories.Scene, state: str) -> None:
    case = scene.request(state)
    before = tables_with(PLANTED)
    with pytest.raises(ValidationError, match=reference_of(case)):
        erase(actor=scene.advisor, company_id=scene.company.pk)
    assert tables_with(PLANTED) == before


def test_a_candidate_of_an_open_case_is_not_erased(scene: factories.Scene) -> None:
    referral = scene.referral()
    proposing.propose(
        actor=scene.partner_advisor,
        referral_id=referral.pk,
        company_id=scene.candidate.pk,
        words="Perhaps.",
    )
    with pytest.raises(ValidationError):
        erase(actor=scene.partner_advisor, company_id=scene.candidate.pk)


def test_drafts_go_and_what_was_put_together_with_it_too(scene: factories.Scene) -> None:
    twin = factories.company(scene.home, legal_name=scene.company.legal_name)
    merge(actor=scene.advisor, company_id=twin.pk, into_id=scene.company.pk)
    draft = factories.draft(scene.owner, scene.company)
    with pytest.raises(ValidationError, match=str(scene.company.pk)):
        erase(actor=CLOCK, company_id=twin.pk)
    for _time in range(2):  # twice is once
        erase(actor=CLOCK, company_id=scene.company.pk)
    assert not CooperationRequest.objects.unrestricted("a test").filter(pk=draft.pk).exists()
    assert tables_with(PLANTED) == set()
    assert Activity.objects.filter(verb="erase").count() == 2


def test_what_is_erased_becomes_part_of_no_other_entry(scene: factories.Scene) -> None:
    other = factories.company(scene.home)
    erase(actor=scene.advisor, company_id=other.pk)
    for company, into in ((other, scene.company), (scene.company, other)):
        with pytest.raises(NoLongerPossible):
            merge(actor=scene.advisor, company_id=company.pk, into_id=into.pk)


def test_nothing_is_done_with_what_is_erased(scene: factories.Scene) -> None:
    erase(actor=scene.advisor, company_id=scene.company.pk)
    with pytest.raises(NotAllowed):
        invite(
            actor=scene.advisor, company_id=scene.company.pk, email="a@post.example", language="en"
        )
    with pytest.raises(NotAllowed):
        save_contact(actor=scene.advisor, company_id=scene.company.pk, fields={"name": "Ada"})


def test_nobody_else_erases_it(scene: factories.Scene) -> None:
    viewer = factories.staff(scene.home, Role.VIEWER)
    for actor in (viewer, scene.partner_advisor, factories.company_person(scene.candidate)):
        with pytest.raises(NotAllowed):
            erase(actor=actor, company_id=scene.company.pk)
    assert CompanyMember.objects.filter(company=scene.company).exists()


def test_whoever_runs_the_instance_erases_by_command(scene: factories.Scene) -> None:
    case = scene.request(RequestState.SUBMITTED)
    with pytest.raises(CommandError, match=reference_of(case)):
        call_command("erase_company", str(scene.company.pk))
    with pytest.raises(CommandError, match="no such company"):
        call_command("erase_company", str(uuid4()))
    ending.withdraw(actor=scene.owner, request_id=case.pk, reason="solved")
    said = StringIO()
    call_command("erase_company", str(scene.company.pk), stdout=said)
    assert said.getvalue() == "Erased.\n"
    assert tables_with(PLANTED) == set()


def test_what_is_remembered_of_an_entry_is_remembered_of_the_one_that_it_becomes_part_of(
    scene: factories.Scene,
) -> None:
    twin = factories.company(scene.home)
    both, alone = uuid4(), uuid4()
    for need, company, outcome in (
        (both, twin, Outcome.INTRODUCED),
        (both, scene.company, Outcome.SET_ASIDE),
        (alone, twin, Outcome.SUGGESTED),
    ):
        ShownMatch.objects.create(
            need_key=need, company=company, text_hash="", outcome=outcome, outcome_at=now()
        )
    merge(actor=scene.advisor, company_id=twin.pk, into_id=scene.company.pk)
    kept = ShownMatch.objects.filter(company=scene.company).values_list("need_key", "outcome")
    assert set(kept) == {(both, Outcome.SET_ASIDE), (alone, Outcome.SUGGESTED)}


def reference_of(case: CooperationRequest) -> str:
    return str(factories.reread(case).reference)
