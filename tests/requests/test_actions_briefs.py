"""From the draft to the brief: who starts for whom, and what a brief must not say."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from activities.errors import NotAllowed
from activities.models import Activity
from companies.actions import register_for
from cooperation_requests.actions import drafts, triage
from cooperation_requests.enums import RequestState, WaitsFor
from cooperation_requests.models import Brief
from tests import factories

pytestmark = pytest.mark.django_db

ALL = "a test"


@pytest.fixture
def scene() -> factories.Scene:
    return factories.scene()


def test_a_draft_may_be_empty_and_is_kept_step_by_step(scene: factories.Scene) -> None:
    request = drafts.start(actor=scene.owner, company_id=scene.company.pk, need={})
    drafts.save_draft(
        actor=scene.owner, request_id=request.pk, need={"title": "Housings"}, step="need"
    )
    request = factories.reread(request)
    assert (request.state, request.title, request.reference) == ("draft", "Housings", None)
    assert request.waits_for == WaitsFor.STARTER


def test_a_field_of_a_draft_is_judged_by_its_name(scene: factories.Scene) -> None:
    with pytest.raises(ValidationError) as refused:
        factories.draft(scene.owner, scene.company, regions=["XX9"])
    assert list(refused.value.message_dict) == ["regions"]


def test_an_advisor_starts_for_a_company_without_account_and_submits_on_its_word(
    scene: factories.Scene,
) -> None:
    silent = factories.company(scene.home)
    request = factories.draft(scene.advisor, silent)
    with pytest.raises(NotAllowed):
        drafts.submit(actor=scene.advisor, request_id=request.pk)
    drafts.submit(actor=factories.on_behalf(scene.advisor), request_id=request.pk)
    recorded = Activity.objects.get(subject_id=request.pk, verb="submit")
    assert (recorded.on_behalf, recorded.said_how) == (True, "telephone")
    assert factories.reread(request).waits_for == WaitsFor.HOME_DESK


def test_nobody_starts_for_a_company_that_is_not_theirs(scene: factories.Scene) -> None:
    published = factories.company(scene.partner, visibility="public")
    for actor in (scene.owner, scene.advisor):
        with pytest.raises(NotAllowed):
            factories.draft(actor, published)


def test_a_company_that_nobody_serves_is_told_to_wait(scene: factories.Scene) -> None:
    unplaced = factories.company(None)
    owner = factories.company_person(unplaced)
    with pytest.raises(ValidationError, match="being placed"):
        factories.draft(owner, unplaced)


def test_a_brief_that_names_the_company_is_refused_with_the_place(scene: factories.Scene) -> None:
    request = scene.request(RequestState.IN_TRIAGE)
    name = scene.company.legal_name.removesuffix(" GmbH")
    brief = factories.BRIEF | {"text": f"For {name} we look for a foundry."}
    with pytest.raises(ValidationError) as refused:
        triage.qualify(actor=scene.advisor, request_id=request.pk, brief=brief)
    assert list(refused.value.message_dict) == ["text"]
    assert f"“{name}”" in refused.value.message_dict["text"][0]
    assert factories.reread(request).state == RequestState.IN_TRIAGE


def test_who_may_not_write_the_brief_is_not_told_what_it_gives_away(
    scene: factories.Scene,
) -> None:
    request = scene.request(RequestState.IN_TRIAGE)
    brief = factories.BRIEF | {"text": f"For {scene.company.legal_name}."}
    with pytest.raises(NotAllowed):
        triage.qualify(actor=scene.partner_advisor, request_id=request.pk, brief=brief)


def test_versions_of_a_brief_are_numbered_and_the_record_says_what_changed(
    scene: factories.Scene,
) -> None:
    request = scene.request(RequestState.WITH_PARTNERS)
    triage.revise(
        actor=scene.advisor,
        request_id=request.pk,
        brief=factories.BRIEF | {"title": "Housings, cast and machined"},
    )
    briefs = Brief.objects.unrestricted(ALL).filter(request=request).order_by("version")
    assert [one.version for one in briefs] == [1, 2]
    recorded = Activity.objects.get(subject_id=request.pk, verb="revise")
    assert recorded.data["changed"] == ["title"]
    assert recorded.data["brief_version"] == 2


def test_a_number_that_the_agency_knows_another_company_by_is_told_at_the_field(
    scene: factories.Scene,
) -> None:
    factories.company(scene.home, external_id="K-17")
    with pytest.raises(ValidationError, match="has this number"):
        register_for(
            actor=scene.advisor,
            fields={"legal_name": "Zweite GmbH", "country": "DE", "external_id": "K-17"},
        )
