"""The same form sent twice is carried out once and leads to the same place; nothing typed is lost
between the steps of a draft, nor in a step other than the first."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User
from companies.models import CompanyMember, Contact
from cooperation_requests.actions import choosing
from cooperation_requests.models import CooperationRequest, DraftInput, Suggestion
from cooperation_requests.views.drafts import step_address
from tests import factories
from tests.access.people import browser_of
from tests.requests.case import Case, make_case
from web.middleware import unavailable
from web.typed_text import csrf_failure

pytestmark = pytest.mark.django_db
KEY = re.compile(r'name="submit_key" value="([^"]+)"')
FORM = re.compile(r'<form[^>]*action="([^"]+)".*?</form>', re.DOTALL)


def key_on(browser: Client, page: str, address: str) -> str:
    """The hidden key of the form that leads to `address`, on a page that holds it."""
    text = browser.get(page).content.decode()
    for form in FORM.finditer(text):
        if form[1] == address:
            text = form[0]
    found = KEY.search(text)
    assert found is not None
    return found[1]


def sent_twice(browser: Client, address: str, page: str = "", **fields: Any) -> str:
    """Post a form twice, as a double click does; where both led."""
    data = {"submit_key": key_on(browser, page or address, address), **fields}
    first, second = (browser.post(address, data) for _time in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    return first["Location"]


@pytest.fixture
def case() -> Case:
    return make_case()


def test_a_draft_sent_twice_is_one_request_and_both_lead_to_it(case: Case) -> None:
    owner = case.people["company"]
    draft = factories.draft(owner, case.company)
    address = reverse("requests:draft-verb", kwargs={"request_id": draft.pk, "verb": "submit"})
    led = sent_twice(browser_of(owner), address)
    reference = factories.reread(draft).reference
    assert led == reverse("requests:request", kwargs={"reference": reference})


def test_a_draft_discarded_twice_leads_to_the_list(case: Case) -> None:
    owner = case.people["company"]
    draft = factories.draft(owner, case.company)
    address = reverse("requests:draft-verb", kwargs={"request_id": draft.pk, "verb": "discard"})
    assert sent_twice(browser_of(owner), address) == reverse("requests:requests")


def test_what_is_removed_twice_is_gone_once(case: Case) -> None:
    asked = case.people["partner advisor"]
    referral = reverse("requests:desk-referral", kwargs={"referral_id": case.referral.pk})
    address = reverse(
        "requests:desk-candidate-discard",
        kwargs={"referral_id": case.referral.pk, "suggestion_id": case.second.pk},
    )
    assert sent_twice(browser_of(asked), address, referral) == referral
    assert not Suggestion.objects.unrestricted("a test").filter(pk=case.second.pk).exists()
    contact = Contact.objects.create(company=case.company, name="Another Contact")
    address = reverse(
        "companies:desk-contact", kwargs={"company_id": case.company.pk, "contact_id": contact.pk}
    )
    fields = {"name": contact.name, "language": "en", "remove": "on"}
    sent_twice(browser_of(case.people["home advisor"]), address, **fields)
    colleague = factories.company_person(case.company)
    member = CompanyMember.objects.get(user_id=colleague.user_id)
    address = reverse("companies:company-person", kwargs={"member_id": member.pk})
    sent_twice(browser_of(case.people["company"]), address)


def test_an_introduction_sent_twice_is_one(case: Case) -> None:
    advisor = case.people["responsible advisor"]
    candidate = factories.company(case.partner)
    request = factories.request_in(
        "presented", of=case.company, by=case.people["company"], advisor=advisor,
        asked=case.partner, partner=case.people["partner advisor"], candidate=candidate,
    )  # fmt: skip
    row = Suggestion.objects.unrestricted("a test").get(referral__request=request)
    choosing.choose(actor=case.people["company"], suggestion_id=row.pk)
    partner = factories.on_behalf(case.people["partner advisor"])
    choosing.agree(actor=partner, suggestion_id=row.pk)
    address = reverse(
        "requests:desk-request-verb", kwargs={"reference": request.reference, "verb": "introduce"}
    )
    fields = {"suggestion": str(row.pk), "words": "Call each other."}
    sent_twice(browser_of(advisor), address, **fields)
    row.refresh_from_db()
    assert row.state == "introduced"


def test_another_person_s_key_is_not_carried_out_and_tells_nothing(case: Case) -> None:
    owner, other = case.people["company"], factories.company_person(case.company)
    draft = factories.draft(owner, case.company)
    address = reverse("requests:draft-verb", kwargs={"request_id": draft.pk, "verb": "discard"})
    key = key_on(browser_of(owner), address, address)
    browser_of(owner).post(address, {"submit_key": key})
    again = factories.draft(owner, case.company)
    address = reverse("requests:draft-verb", kwargs={"request_id": again.pk, "verb": "discard"})
    answer = browser_of(other).post(address, {"submit_key": key})
    assert answer["Location"] == address
    assert CooperationRequest.objects.unrestricted("a test").filter(pk=again.pk).exists()


def test_saving_one_step_keeps_what_was_typed_in_another_and_sending_asks_for_it(
    case: Case,
) -> None:
    owner = case.people["company"]
    browser = browser_of(owner)
    draft = factories.draft(owner, case.company)
    typed = reverse("requests:draft-typed", kwargs={"request_id": draft.pk})
    browser.post(f"{typed}?step=need", {"title": "Second thoughts", "text": "", "kind": "supplier"})
    browser.post(step_address(draft, "where"), {"regions": ["ES"], "sectors": "24.53"})
    assert DraftInput.objects.filter(subject_id=draft.pk, form="need").count() == 1
    page = browser.get(step_address(draft, "check")).content.decode()
    assert "is not saved yet" in page
    assert "/submit/" not in page
    assert 'value="Second thoughts"' in browser.get(step_address(draft, "need")).content.decode()
    saved = {"title": "Second thoughts", "text": "More.", "kind": "supplier", "language": "en"}
    browser.post(step_address(draft, "need"), saved)
    # Typed once more, as saved: nothing would be lost.
    browser.post(f"{typed}?step=need", saved)
    page = browser.get(step_address(draft, "check")).content.decode()
    assert "is not saved yet" not in page
    assert "/submit/" in page


@pytest.mark.parametrize("step", ["where", "details"])
def test_a_later_step_comes_back_after_logging_in_again(case: Case, step: str) -> None:
    owner = case.people["company"]
    draft = factories.draft(owner, case.company)
    address = step_address(draft, step)
    browser = browser_of(owner)
    data = {
        "submit_key": key_on(browser, address, address),
        "sectors": "no such sector",
        "quantities": "just as typed",
    }
    browser.logout()
    answer = browser.post(address, data)
    assert answer["Location"].endswith(f"next=%2Frequests%2Fdrafts%2F{draft.pk}%2F%3Fstep%3D{step}")
    again = browser_of(owner)
    page = again.get(address).content.decode()
    assert ("no such sector" if step == "where" else "just as typed") in page


def test_a_503_and_a_stale_page_hand_a_later_step_back_to_its_own_address(case: Case) -> None:
    owner = case.people["company"]
    draft = factories.draft(owner, case.company)
    address = step_address(draft, "where")
    browser = browser_of(owner)
    key = key_on(browser, address, address)
    typed = {"submit_key": key, "regions": ["ES"], "sectors": "24.53 and more"}
    request = RequestFactory().post(address, typed)
    request.COOKIES = {name: cookie.value for name, cookie in browser.cookies.items()}
    request.user = User.objects.get(pk=owner.user)
    for answer in (unavailable(request, OperationalError()), csrf_failure(request)):
        page = answer.content.decode()
        assert f'action="{address}"' in page
        assert "24.53 and more" in page
