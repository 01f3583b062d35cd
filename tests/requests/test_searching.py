"""What is found in the lists of requests, however it is written."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from accounts.names import fold
from activities import clock
from cooperation_requests.models import Brief, CooperationRequest
from tests import factories
from tests.access.people import browser_of
from tests.access.story import START

pytestmark = pytest.mark.django_db
TEXT = (
    "Wir suchen Gehäuse aus Aluminium-Druckguss für Mühlen, Straße und Łódź; pièces moulées. "
    "Литейный завод, Θεσσαλονίκη."
)


@pytest.fixture
def scene() -> Iterator[factories.Scene]:
    with clock.at(START):
        yield factories.scene()


def found(scene: factories.Scene, typed: str) -> bool:
    page = browser_of(scene.advisor).get(reverse("requests:desk"), {"tab": "all", "q": typed})
    assert page.status_code == 200
    return "Housings of die-cast" in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "is_there"),
    [
        ("gehäuse", True),
        ("GEHAUSE", True),
        ("gehaeuse", True),
        ("mühlen", True),
        ("Muehl", True),
        ("muhl", True),
        ("strasse", True),
        ("lodz", True),
        ("Łódź", True),
        ("łódź", True),
        ("pieces moulees", True),
        ("aluminium-druckguss", True),
        ("druckguss aluminium", True),
        ("литейный", True),
        ("θεσσαλον", True),
        ("die-cast", True),
        ("druckgusse", False),
        ("gehäuse schrauben", False),
        ("guss", False),
        ("& |", False),
        ("' | ! :*", False),
    ],
)
def test_the_inbox_finds_words_by_their_beginning_whatever_their_marks(
    scene: factories.Scene, typed: str, is_there: bool
) -> None:
    scene.request("submitted", text=TEXT)
    assert found(scene, typed) is is_there


def test_the_inbox_finds_the_company_and_the_number(scene: factories.Scene) -> None:
    request = scene.request("submitted", text=TEXT)
    assert request.reference is not None
    number = request.reference.rsplit("-", 1)[1]
    name = scene.company.legal_name
    for typed in (request.reference, number, number.lstrip("0"), name, f"{name} gehäuse"):
        assert found(scene, typed), typed
    assert not found(scene, "99998")


def test_the_database_folds_as_what_is_typed_is_folded() -> None:
    words = "Żółć Straße Øresund Đorđe naïve ﬁnish ΑΘΉΝΑ Ижевск résumé"
    with connection.cursor() as cursor:
        cursor.execute("SELECT requests_folded(%s)", [words])
        (folded,) = cursor.fetchone()
    plain = words.translate(str.maketrans("łŁøØđĐ", "lLoOdD"))
    assert folded == fold(plain)


def test_partners_find_by_the_brief_that_is_open_to_them_alone(scene: factories.Scene) -> None:
    referral = scene.referral()
    Brief.objects.unrestricted("a test").filter(request=referral.request).update(text=TEXT)
    CooperationRequest.objects.unrestricted("a test").filter(pk=referral.request_id).update(
        text="Only the company wrote Geheimwort."
    )
    browser = browser_of(scene.partner_advisor)
    address = reverse("requests:desk-referrals")

    def finds(typed: str) -> bool:
        page = browser.get(address, {"tab": "all", "q": typed}).content.decode()
        return f"/desk/referrals/{referral.pk}/" in page

    reference = referral.request.reference or ""
    for typed in ("gehaeuse", "Gehäuse", scene.home.name, reference):
        assert finds(typed), typed
    assert not finds("geheimwort")
    type(referral).objects.unrestricted("a test").filter(pk=referral.pk).update(state="declined")
    assert not finds("gehaeuse")


def test_partners_find_by_the_version_that_they_were_given(scene: factories.Scene) -> None:
    referral = scene.referral()
    given = Brief.objects.unrestricted("a test").get(request=referral.request)
    newer = Brief.objects.unrestricted("a test").get(pk=given.pk)
    newer.pk, newer.version, newer.text = uuid4(), given.version + 1, "Geheimwort, for others."
    newer.save(force_insert=True)
    page = browser_of(scene.partner_advisor).get(
        reverse("requests:desk-referrals"), {"tab": "all", "q": "geheimwort"}
    )
    assert f"/desk/referrals/{referral.pk}/" not in page.content.decode()
