"""Market information is answered with words or documents, and goes on as the advisor edited it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from activities.clock import today
from cooperation_requests.actions import answers, messages, presenting
from cooperation_requests.enums import Kind, RequestState, Side, Thread
from cooperation_requests.models import Attachment
from files.checking import CheckedFile
from tests import factories
from tests.access.people import browser_of
from tests.files import samples
from tests.web.forms import fields_on

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_folder(settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


def report() -> CheckedFile:
    return samples.checked("own report.txt", b"Three distributors share it.")


def test_documents_are_an_answer_and_reach_the_company_as_ticked() -> None:
    scene = factories.scene()
    referral = scene.referral(kind=Kind.MARKET_INFORMATION)
    with pytest.raises(ValidationError):
        answers.answer_referral(actor=scene.partner_advisor, referral_id=referral.pk)
    sent = messages.attach(
        actor=scene.partner_advisor,
        request_id=referral.request_id,
        thread=Thread.REFERRAL,
        referral_id=referral.pk,
        upload=report(),
    )
    kept = messages.attach(
        actor=scene.partner_advisor,
        request_id=referral.request_id,
        thread=Thread.REFERRAL,
        referral_id=referral.pk,
        upload=report(),
    )
    answers.answer_referral(actor=scene.partner_advisor, referral_id=referral.pk)
    request = presenting.present(
        actor=scene.advisor,
        request_id=referral.request_id,
        words={referral.pk: "Three distributors share the market."},
        documents=[sent.pk],
    )
    assert request.state == RequestState.PRESENTED
    seen = Attachment.objects.visible_to(scene.owner).select_related("file")
    assert [(row.side, row.file.cleaned) for row in seen] == [(Side.HOME, True)]
    assert kept.pk not in {row.pk for row in seen}
    referral.refresh_from_db()
    assert referral.presented_words == "Three distributors share the market."


@pytest.mark.parametrize(
    ("kind", "asked"), [(Kind.MARKET_INFORMATION, False), (Kind.SUPPLIER, True)]
)
def test_what_came_by_telephone_is_noted_as_the_kind_is_answered(
    kind: Kind, asked: bool, settings: object
) -> None:
    """In words, or as the company that the partner named."""
    settings.SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]
    scene = factories.scene()
    referral = scene.referral(kind=kind)
    browser = browser_of(scene.advisor)
    keys = {"reference": referral.request.reference, "referral_id": referral.pk, "verb": "answer"}
    page = browser.get(reverse("requests:desk-lane-verb", kwargs=keys))
    assert (b'name="legal_name"' in page.content) is asked
    sent = fields_on(page.content) | {
        "words": "Three distributors share it.",
        "said_how": "telephone",
        "said_on": today("UTC").isoformat(),
    }
    answer = browser.post(reverse("requests:desk-lane-verb", kwargs=keys), sent)
    referral.refresh_from_db()
    if asked:
        assert (answer.status_code, referral.state) == (422, "sent")
    else:
        assert (answer.status_code, referral.state) == (302, "answered")
        assert referral.answer_words == "Three distributors share it."
