"""Documents are looked at before anything is locked; what can't be cleaned stays with its side."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from cooperation_requests.actions import messages, triage
from cooperation_requests.enums import Thread
from cooperation_requests.models import Attachment
from cooperation_requests.models.request import NEED_FIELDS
from files import checking
from files.errors import NotSendable
from files.examination import examine
from files.models import StoredFile
from files.process import Examination
from tests.access.people import browser_of
from tests.files import samples
from tests.requests.case import Case, make_case, put_request

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return make_case()


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How deep in transactions each look at a file began; the test itself is one."""
    found: list[int] = []

    def look(content: bytes, media_type: str) -> Examination:
        found.append(len(connection.savepoint_ids))
        return examine(content, media_type)

    monkeypatch.setattr(checking, "examine_in_child", look)
    return found


def locked() -> SimpleUploadedFile:
    return SimpleUploadedFile("plan.pdf", samples.pdf(password="secret"), "application/pdf")


def lane(case: Case, actor: str) -> tuple[Any, str]:
    address = reverse("requests:desk-referral-attach", kwargs={"referral_id": case.referral.pk})
    return browser_of(case.people[actor]), address


def test_what_another_agency_gets_is_clean_or_refused_by_name(case: Case, looks: list[int]) -> None:
    browser, address = lane(case, "partner advisor")
    refused = browser.post(address, {"upload": locked()})
    assert refused.status_code == 422
    assert "plan.pdf: The file is protected by a password" in refused.content.decode()
    assert not StoredFile.objects.exists()
    sent = SimpleUploadedFile("offer.pdf", samples.pdf(), "application/pdf")
    assert browser.post(address, {"upload": sent}).status_code == 302
    (stored,) = StoredFile.objects.all()
    assert stored.cleaned
    assert looks == [0, 0]


def test_a_company_s_own_document_is_kept_and_said_to_go_no_further(
    case: Case, looks: list[int]
) -> None:
    browser = browser_of(case.people["company"])
    address = reverse("requests:request-attach", kwargs={"reference": case.request.reference})
    page = browser.post(address, {"upload": locked()}, follow=True)
    text = page.content.decode()
    assert "This document stays with you and your agency and cannot go to partners." in text
    assert "plan.pdf: The file is protected by a password" in text
    (row,) = Attachment.objects.unrestricted("a test").select_related("file")
    assert row.file.uncleanable == "encrypted"
    assert looks == [0]


def test_ticking_looks_at_no_content_and_names_what_cannot_go(case: Case, looks: list[int]) -> None:
    put_request(case, "in_triage")
    owner, advisor = case.people["company"], case.people["responsible advisor"]
    for name, content in (("a.pdf", samples.pdf()), ("b.pdf", samples.pdf(password="x"))):
        messages.attach(
            actor=owner,
            request_id=case.request.pk,
            thread=Thread.COMPANY,
            upload=samples.checked(name, content),
        )
    good, bad = Attachment.objects.unrestricted("a test").order_by("added_at")
    brief = triage.current_brief(case.request)
    assert brief is not None
    fields = {name: getattr(brief, name) for name in NEED_FIELDS} | {"text": "Anew."}
    with pytest.raises(NotSendable, match=r"b\.pdf: The file is protected"):
        triage.qualify(actor=advisor, request_id=case.request.pk, brief=fields, documents=[bad.pk])
    made = triage.qualify(
        actor=advisor, request_id=case.request.pk, brief=fields, documents=[good.pk]
    )
    (document,) = made.documents.all()
    assert document.file_id == good.file.clean_copy_id
    assert looks == []
