"""Who reads what of the record: the rule of each context and the audience, in one condition."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activities import contexts, recording
from activities.actor import ANONYMOUS, CLOCK, Actor, Link, Role
from activities.codes import ContextKind
from activities.contexts import Context
from activities.models import Activity
from activities.queries import seen_of
from companies.actions import change_profile
from companies.enums import CompanyContext
from companies.models import CompanyMember
from cooperation_requests.actions import answers, ending, messages, partners, proposing
from cooperation_requests.codes import CaseContext, context_of
from cooperation_requests.enums import RequestState, Thread
from cooperation_requests.models import CooperationRequest, Referral
from cooperation_requests.notices import tell_fitting
from network.actions import invite_staff
from network.codes import NetworkContext
from tests import factories
from tests.access.people import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> factories.Scene:
    return factories.scene()


def read(actor: Actor) -> set[int]:
    return set(Activity.objects.visible_to(actor).values_list("pk", flat=True))


def with_audience(case: CooperationRequest, *keys: str) -> set[int]:
    """What stands on the timeline of a case for one of these, by hand."""
    rows = Activity.objects.filter(context_kind="request", context_id=case.pk)
    return {row.pk for row in rows if set(keys) & set(row.audiences)}


def of_own(organisation_id: uuid.UUID, *company_ids: uuid.UUID) -> set[int]:
    """What was done with the people of an organisation, and with companies that it serves."""
    rows = Activity.objects.filter(context_id__in=[organisation_id, *company_ids])
    return {row.pk for row in rows}


def played(scene: factories.Scene) -> tuple[CooperationRequest, Referral, Referral, Actor]:
    """A case that ended after an introduction; a second partner was asked and found nobody."""
    case = scene.request(RequestState.INTRODUCED)
    other = factories.agency("Lombarda", country="IT", seat="ITC4C")
    other_advisor = factories.staff(other, on_desk=True)
    (second,) = partners.forward(
        actor=scene.advisor, request_id=case.pk, deadlines={other.pk: None}
    )
    proposing.propose(
        actor=other_advisor,
        referral_id=second.pk,
        company_id=factories.company(other).pk,
        words=factories.FITS,
    )
    answers.find_none(actor=other_advisor, referral_id=second.pk, reason="nobody_fits")
    messages.write(actor=scene.advisor, request_id=case.pk, thread=Thread.INTERNAL, text="Hm.")
    tell_fitting(scene.company.pk, case)
    tell_fitting(scene.candidate.pk, second)
    first = Referral.objects.unrestricted("a test").get(request=case, organisation=scene.partner)
    ending.close(actor=scene.advisor, request_id=case.pk, reason="other", words="Done.")
    return case, first, second, other_advisor


def test_of_a_case_each_side_reads_what_is_for_it_and_of_another_case_nothing(
    scene: factories.Scene,
) -> None:
    case, first, second, other = played(scene)
    another = factories.scene().request(RequestState.PRESENTED)
    assert with_audience(another, "home", "company")
    viewer = factories.staff(scene.home, Role.VIEWER)
    home = with_audience(case, "home") | of_own(scene.home.pk, scene.company.pk)
    assert with_audience(case, "home") < with_audience(case, "home", "company", *keys(first))
    assert read(scene.owner) == with_audience(case, "company") | of_own(scene.company.pk)
    assert read(scene.advisor) == read(viewer) == home
    assert read(scene.partner_advisor) == with_audience(case, *keys(first)) | of_own(
        scene.partner.pk, scene.candidate.pk
    )
    assert read(other) == with_audience(case, *keys(second))
    assert with_audience(case, *keys(second)) - with_audience(case, *keys(first))


def keys(referral: Referral) -> list[str]:
    return [f"referral:{referral.pk}"]


def test_nobody_else_reads_anything_of_it(scene: factories.Scene) -> None:
    case, first, _second, _other = played(scene)
    secretariat = factories.person(is_secretariat=True)
    rows = {
        "anonymous": ANONYMOUS,
        "the clock": CLOCK,
        "the candidate": factories.company_person(scene.candidate),
        "another company": factories.company_person(factories.company(scene.home)),
        "another agency": factories.staff(factories.agency()),
        "the secretariat": Actor(user_id=secretariat.pk, is_secretariat=True),
        "a link": Actor(link=Link(uuid.uuid4(), "referral", first.pk, "a@b.example")),
    }
    of_case = set(Activity.objects.filter(context_id=case.pk).values_list("pk", flat=True))
    assert of_case
    assert [name for name, actor in rows.items() if read(actor) & of_case] == []


def test_a_draft_is_read_by_the_side_that_started_it(scene: factories.Scene) -> None:
    own = factories.draft(scene.owner, scene.company)
    theirs = factories.draft(factories.on_behalf(scene.advisor), scene.company)
    assert seen_of(scene.owner, context_of(own.pk)).count() == 1
    assert seen_of(scene.advisor, context_of(own.pk)).count() == 0
    assert seen_of(scene.owner, context_of(theirs.pk)).count() == 0
    assert seen_of(scene.advisor, context_of(theirs.pk)).count() == 1


def test_whose_own_company_is_in_a_case_reads_nothing_of_it_for_their_agency(
    scene: factories.Scene,
) -> None:
    case, _first, _second, _other = played(scene)
    advisors = {
        "requester": (factories.staff(scene.home), scene.company),
        "candidate": (factories.staff(scene.home), scene.candidate),
        "partner": (factories.staff(scene.partner), scene.company),
    }
    for name, (actor, company) in advisors.items():
        assert seen_of(actor, context_of(case.pk)).exists(), name
        CompanyMember.objects.create(company=company, user_id=actor.user_id)
        now_acting = replace(actor, own_company_ids=frozenset({company.pk}))
        assert not seen_of(now_acting, context_of(case.pk)).exists(), name


def test_what_was_done_with_a_company_is_read_by_its_people_and_its_agency(
    scene: factories.Scene,
) -> None:
    change_profile(
        actor=scene.partner_advisor, company_id=scene.candidate.pk, fields={"offers": "Castings."}
    )
    context = Context(CompanyContext.COMPANY, scene.candidate.pk)
    readers = {
        "own people": factories.company_person(scene.candidate),
        "its agency": scene.partner_advisor,
        "an agency that may see its profile": scene.advisor,
        "another company": scene.owner,
    }
    assert {name: seen_of(actor, context).count() for name, actor in readers.items()} == {
        "own people": 1,
        "its agency": 1,
        "an agency that may see its profile": 0,
        "another company": 0,
    }


def test_what_was_done_with_the_people_of_an_organisation_is_read_there(
    scene: factories.Scene,
) -> None:
    coordinator = factories.staff(scene.home, Role.COORDINATOR)
    invite_staff(
        actor=coordinator,
        organisation_id=scene.home.pk,
        email="new@people.example",
        role=Role.ADVISOR,
        on_desk=False,
        language="en",
    )
    context = Context(NetworkContext.ORGANISATION, scene.home.pk)
    assert seen_of(scene.advisor, context).count() == 1
    assert seen_of(scene.partner_advisor, context).count() == 0
    assert seen_of(scene.owner, context).count() == 0


def test_the_rule_is_one_condition_however_many_kinds_there_are(scene: factories.Scene) -> None:
    case, *_rest = played(scene)
    for actor in (scene.owner, scene.advisor, scene.partner_advisor):
        with CaptureQueriesContext(connection) as asked:
            list(seen_of(actor, context_of(case.pk)))
        assert len(asked) == 1


def test_what_was_pointed_out_stands_on_the_timeline_of_the_agency_by_name(
    scene: factories.Scene,
) -> None:
    """Beside it: to the other agency's people it says nothing, nor to the company that asks."""
    referral = scene.referral()
    case = factories.reread(referral.request)
    tell_fitting(scene.candidate.pk, referral)
    partner = reverse("requests:desk-referral", kwargs={"referral_id": referral.pk})
    home = reverse("requests:desk-request", kwargs={"reference": case.reference})
    company = reverse("requests:request", kwargs={"reference": case.reference})
    words = f"Kontor pointed out {scene.candidate.legal_name}, which may fit"
    assert words in browser_of(scene.partner_advisor).get(partner).content.decode()
    for actor, address in ((scene.advisor, home), (scene.owner, company)):
        page = browser_of(actor).get(address).content.decode()
        assert "pointed out" not in page
        assert scene.candidate.legal_name not in page


def test_a_company_that_is_served_elsewhere_now_is_not_named_there_any_more(
    scene: factories.Scene,
) -> None:
    referral = scene.referral()
    tell_fitting(scene.candidate.pk, referral)
    type(scene.candidate).objects.unrestricted("a test").filter(pk=scene.candidate.pk).update(
        agency=factories.agency()
    )
    address = reverse("requests:desk-referral", kwargs={"referral_id": referral.pk})
    page = browser_of(scene.partner_advisor).get(address).content.decode()
    assert "Kontor pointed out a company, which may fit" in page
    assert scene.candidate.legal_name not in page


def test_a_context_of_which_nobody_said_who_reads_it_is_refused() -> None:
    class Elsewhere(ContextKind):
        NOWHERE = "nowhere"

    with pytest.raises(LookupError, match="nowhere"):
        recording.record(
            verb="hello",  # type: ignore[arg-type]
            subject_kind="nothing",  # type: ignore[arg-type]
            subject_id=uuid.uuid4(),
            context=Context(Elsewhere.NOWHERE, uuid.uuid4()),
            actor=CLOCK,
        )
    with pytest.raises(ValueError, match="already"):
        contexts.register(CaseContext.REQUEST, lambda actor: None)
    assert set(contexts.kinds()) >= {
        CaseContext.REQUEST,
        CompanyContext.COMPANY,
        NetworkContext.ORGANISATION,
    }
