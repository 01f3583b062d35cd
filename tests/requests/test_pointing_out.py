"""A company that is new or changed is pointed out to its agency's advisors where it fits, once."""

from __future__ import annotations

from typing import Any

import pytest

from companies.actions import admit, change_profile
from companies.models import Company
from cooperation_requests.models import Brief
from cooperation_requests.pointing_out import point_out
from matching import index
from matching.models import Outcome, ShownMatch
from notifications.assembling import mail_for
from notifications.delivery import build_mail, render
from notifications.models import Notice
from tests import factories

pytestmark = pytest.mark.django_db

FOUNDRY: dict[str, Any] = {
    "offers": "Foundry that casts housings for pumps of die-cast aluminium.",
    "offers_language": "en",
    "sectors": ["24.53"],
    "languages": ["en"],
}


@pytest.fixture
def scene() -> factories.Scene:
    found = factories.scene()
    index.refresh()
    index.all_looked_at()
    return found


def told() -> list[Notice]:
    return list(Notice.objects.filter(kind__contains=".fits.").order_by("kind"))


def look(monkeypatch: pytest.MonkeyPatch) -> int:
    from matching.embedding import services

    for module in (index, services):
        monkeypatch.setattr(module, "service", lambda: None)
    index.refresh()
    return point_out()


def test_the_partner_hears_of_its_new_company_once_and_without_the_requester(
    scene: factories.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    referral = scene.referral()
    new = factories.company(scene.partner, legal_name="Gießerei Ostwind", **FOUNDRY)
    assert look(monkeypatch) == 1
    (notice, *others) = told()
    assert {one.kind for one in (notice, *others)} == {"referral.fits.partner"}
    assert {one.hat_id for one in (notice, *others)} == {scene.partner.pk}
    message = render(notice)
    assert message is not None
    text = str(build_mail(mail_for(notice), message).body)
    assert "Gießerei Ostwind" in text
    assert scene.company.legal_name not in text
    row = ShownMatch.objects.get(company=new)
    assert row.need_key == referral.request_id
    assert row.pointed_out_at is not None
    change_profile(
        actor=scene.partner_advisor,
        company_id=new.pk,
        fields={"offers": FOUNDRY["offers"] + " T6."},
    )
    assert look(monkeypatch) == 0
    assert len(told()) == 1 + len(others)


def test_other_agencies_and_closed_requests_hear_nothing(
    scene: factories.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.referral()
    factories.company(factories.agency(), visibility="network", **FOUNDRY)
    assert look(monkeypatch) == 0
    assert told() == []


def test_the_home_agency_hears_of_its_own_companies_but_the_requester(
    scene: factories.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.referral()
    Company.objects.unrestricted("a test").filter(pk=scene.company.pk).update(
        version=scene.company.version + 1, **FOUNDRY
    )
    assert look(monkeypatch) == 0
    new = factories.company(scene.home, **FOUNDRY)
    assert look(monkeypatch) == 1
    assert {one.kind for one in told()} == {"request.fits.advisor"}
    assert {one.activity.data["company"] for one in told()} == {str(new.pk)}


def test_a_company_is_pointed_out_once_an_agency_vouches_for_it(
    scene: factories.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever registered put words of its own into mails to every advisor of an agency."""
    scene.referral()
    new = factories.company(scene.home, source="registered", admitted_at=None, **FOUNDRY)
    assert look(monkeypatch) == 0
    assert told() == []
    admit(actor=scene.advisor, company_id=new.pk)
    assert look(monkeypatch) == 1
    assert {one.kind for one in told()} == {"request.fits.advisor"}


def test_what_does_not_fit_or_was_suggested_is_not_pointed_out(
    scene: factories.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    referral = scene.referral()
    factories.company(scene.partner, offers="Bakery of bread and rolls.", offers_language="en",
                      sectors=["10.71"])  # fmt: skip
    candidate = factories.company(scene.partner, **FOUNDRY)
    index.refresh()
    factories.suggested(scene.partner_advisor, referral, candidate)
    row = ShownMatch.objects.get(company=candidate)
    assert row.outcome == Outcome.SUGGESTED
    assert row.text_hash
    assert Brief.objects.unrestricted("a test").filter(request=referral.request_id).exists()
    assert look(monkeypatch) == 0
