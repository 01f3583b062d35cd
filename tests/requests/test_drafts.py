"""Drafts: for which company an advisor starts one, and how much is saved as one types."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from companies.models import Company
from cooperation_requests.models import CooperationRequest, DraftInput
from matching import index
from tests import factories
from tests.access.people import browser_of
from tests.web.forms import fields_on
from web.lists import ListPage

pytestmark = pytest.mark.django_db
CHOOSE = reverse("requests:request-company")


def links_on(page: str) -> list[str]:
    """Where the companies of the list lead to."""
    table = page.partition("<tbody")[2].partition("</tbody")[0]
    return re.findall(r'href="([^"]+)"', table)


def start(client: Client, address: str) -> CooperationRequest:
    """Fill in the first step where a company leads to."""
    answer = client.post(address, factories.NEED)
    assert answer.status_code == 302, answer.content
    return CooperationRequest.objects.unrestricted("a test").latest("saved_at")


def test_of_many_companies_every_one_can_be_chosen() -> None:
    home = factories.agency()
    client = browser_of(factories.staff(home))
    companies = [factories.company(home) for _number in range(2 * ListPage.per_page + 1)]
    assert client.get(reverse("requests:request-new")).headers["Location"] == CHOOSE
    found = [
        link
        for number in (1, 2, 3)
        for link in links_on(client.get(CHOOSE, {"page": number}).content.decode())
    ]
    assert sorted(found) == sorted(f"/requests/new/?company={one.pk}" for one in companies)
    index.refresh()
    last = companies[-1]
    (link,) = links_on(client.get(CHOOSE, {"q": last.legal_name}).content.decode())[:1]
    assert last.legal_name in client.get(link).content.decode()
    assert start(client, link).company_id == last.pk


def test_open_companies_of_other_agencies_are_not_offered() -> None:
    own, other = factories.agency(), factories.agency()
    mine = factories.company(own, visibility="network")
    factories.company(other, visibility="network")
    factories.company(other, visibility="public")
    page = browser_of(factories.staff(own)).get(CHOOSE).content.decode()
    assert links_on(page) == [f"/requests/new/?company={mine.pk}"]


def test_a_request_is_started_from_the_company_s_own_page() -> None:
    company = factories.company(factories.agency())
    client = browser_of(factories.staff(company.agency))
    page = client.get(
        reverse("companies:desk-company", kwargs={"company_id": company.pk})
    ).content.decode()
    (link,) = re.findall(r'href="(/requests/new/[^"]+)"', page)
    assert start(client, link).company_id == company.pk


def test_companies_of_one_name_are_told_apart_by_town_and_number() -> None:
    home = factories.agency()
    for town, number in (("Kiel", "4711"), ("Bremen", "4712")):
        factories.company(home, legal_name="Hansa GmbH", city=town, external_id=number)
    page = browser_of(factories.staff(home)).get(CHOOSE).content.decode()
    for told in ("Kiel", "4711", "Bremen", "4712"):
        assert told in page


@pytest.mark.parametrize("named", ["other", "nobody", "no id"])
def test_another_agency_s_company_cannot_be_chosen(named: str) -> None:
    other: Company = factories.company(factories.agency(), visibility="public")
    key = {"other": str(other.pk), "nobody": "0f9d3b1e-0000-4000-8000-000000000000"}
    client = browser_of(factories.staff(factories.agency()))
    address = reverse("requests:request-new") + f"?company={key.get(named, 'abc')}"
    assert client.get(address).status_code == 404
    assert client.post(address, factories.NEED).status_code == 404


def test_back_after_sending_leads_to_the_request_whatever_page_of_the_draft_is_left() -> None:
    home = factories.agency()
    of = factories.company(home)
    owner = factories.company_person(of)
    draft = factories.draft(owner, of)
    client = browser_of(owner)
    own = {"request_id": draft.pk}
    page = reverse("requests:draft", kwargs=own)
    send = reverse("requests:draft-verb", kwargs=own | {"verb": "submit"})
    key = fields_on(client.get(send).content)["submit_key"]
    sent = client.post(send, {"submit_key": key}).headers["Location"]
    draft.refresh_from_db()
    assert sent == reverse("requests:request", kwargs={"reference": draft.reference})
    # Pages that stood open, sent again: with the key that was used, with a new one, without.
    for address, form in (
        (f"{page}?step=need", None),
        (f"{page}?step=check", None),
        (send, None),
        (reverse("requests:draft-document", kwargs=own), None),
        (send, {"submit_key": key}),
        (send, {}),
        (f"{page}?step=need", factories.NEED | {"title": "Too late"}),
    ):
        answer = client.get(address) if form is None else client.post(address, form)
        assert (answer.status_code, answer.headers.get("Location")) == (302, sent), address
    draft.refresh_from_db()
    assert draft.title == factories.NEED["title"]
    stranger = browser_of(factories.company_person(factories.company(home)))
    assert stranger.get(page).status_code == 404


def test_what_is_saved_as_one_types_is_no_more_than_the_step_takes() -> None:
    company = factories.company(factories.agency())
    owner = factories.company_person(company)
    draft = factories.draft(owner, company)
    address = reverse("requests:draft-typed", kwargs={"request_id": draft.pk}) + "?step=need"
    browser = browser_of(owner)
    kept = browser.post(address, {"text": "A" * 19_000})
    assert kept.status_code == 204
    refused = browser.post(address, {"text": ["A" * 19_000] * 130})
    assert refused.status_code == 413
    (row,) = DraftInput.objects.filter(subject_id=draft.pk)
    assert row.fields["text"] == ["A" * 19_000]
