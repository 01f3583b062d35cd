"""A form acts under the hat and on the row that it was drawn for."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from companies.models import Company, CompanyMember, Contact
from cooperation_requests.models import Brief
from network.models import Membership
from tests import factories
from tests.access.people import browser_of
from tests.web.forms import fields_on

pytestmark = pytest.mark.django_db


def key_on(page: bytes) -> str:
    return fields_on(page)["submit_key"][0]


def typed_on(client: Client, address: str, **changes: str) -> dict[str, list[str]]:
    """What the form on a page sends, with some fields typed anew."""
    fields = fields_on(client.get(address).content)
    return fields | {name: [value] for name, value in changes.items()}


@pytest.fixture
def company() -> Company:
    return factories.company(
        factories.agency(),
        postcode="74072",
        city="Heilbronn",
        region="DE118",
        head_count=20,
        languages=["de"],
        seeks="Old wishes.",
    )


def test_a_form_of_one_company_is_not_written_to_another_of_the_same_person(
    company: Company,
) -> None:
    other = factories.company(company.agency, offers="Untouched.")
    person = factories.company_person(company)
    CompanyMember.objects.create(company=other, user_id=person.user)
    client = browser_of(person)
    address = reverse("companies:company-edit")
    form = typed_on(client, address, offers="Of the first one.")
    client.post(reverse("web:switch-hat"), {"hat": f"company-{other.pk}"})
    answer = client.post(address, form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"Go on for {company.legal_name}" in page
    assert "Of the first one." in page
    other.refresh_from_db()
    assert other.offers == "Untouched."
    # Nor is it shown, to be sent, in the other one's form.
    assert fields_on(client.get(address).content)["offers"] == ["Untouched."]
    # The way back leads to the form, with what was typed.
    back = client.post(
        reverse("web:switch-hat"), {"hat": f"company-{company.pk}", "back": address}, follow=True
    )
    assert "Of the first one." in back.content.decode()
    sent_again = {**form, "submit_key": key_on(back.content)}
    assert client.post(address, sent_again).status_code == 302
    company.refresh_from_db()
    assert company.offers == "Of the first one."


def test_the_way_back_leads_nowhere_else(company: Company) -> None:
    person = factories.company_person(company)
    answer = browser_of(person).post(
        reverse("web:switch-hat"),
        {"hat": f"company-{company.pk}", "back": "https://elsewhere.example/"},
    )
    assert answer.headers["Location"] == reverse("requests:requests")


def test_who_saves_later_is_shown_what_changed_and_overwrites_nothing(company: Company) -> None:
    advisor, colleague = factories.staff(company.agency), factories.staff(company.agency)
    mine, theirs = browser_of(advisor), browser_of(colleague)
    address = reverse("companies:desk-company-edit", kwargs={"company_id": company.pk})
    first = typed_on(mine, address, offers="Die casting.")
    second = typed_on(theirs, address, seeks="Customers.")
    assert mine.post(address, first).status_code == 302
    answer = theirs.post(address, second)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody changed this meanwhile" in page
    assert "Die casting." in page
    assert "Customers." in page
    company.refresh_from_db()
    assert (company.offers, company.seeks) == ("Die casting.", "Old wishes.")
    assert fields_on(answer.content)["offers"] == ["Die casting."]
    again = {**second, "offers": "Die casting.", "submit_key": key_on(answer.content)}
    assert theirs.post(address, again).status_code == 302
    company.refresh_from_db()
    assert (company.offers, company.seeks) == ("Die casting.", "Customers.")


def test_both_changed_the_same_field_and_the_later_one_decides_knowingly(company: Company) -> None:
    advisor, colleague = factories.staff(company.agency), factories.staff(company.agency)
    mine, theirs = browser_of(advisor), browser_of(colleague)
    address = reverse("companies:desk-company-edit", kwargs={"company_id": company.pk})
    first = typed_on(mine, address, seeks="Customers.")
    second = typed_on(theirs, address, seeks="Dealers.")
    mine.post(address, first)
    answer = theirs.post(address, second)
    assert fields_on(answer.content)["seeks"] == ["Dealers."]
    assert "Customers." in answer.content.decode()
    theirs.post(address, {**second, "submit_key": key_on(answer.content)})
    company.refresh_from_db()
    assert company.seeks == "Dealers."


def test_a_profile_writes_only_what_the_person_changed(company: Company) -> None:
    client = browser_of(factories.company_person(company))
    address = reverse("companies:company-edit")
    form = typed_on(client, address, offers="Milling.")
    version = company.version
    assert client.post(address, form).status_code == 302
    company.refresh_from_db()
    assert (company.offers, company.seeks, company.version) == (
        "Milling.",
        "Old wishes.",
        version + 1,
    )
    changed = company.__class__._default_manager.unrestricted("a test").get(pk=company.pk)
    assert changed.size_class == "small"


def test_a_contact_changed_meanwhile_is_not_overwritten(company: Company) -> None:
    contact = Contact.objects.create(
        company=company, name="Luc Perrachon", email="luc@example.org", telephone="1"
    )
    mine, theirs = (browser_of(factories.staff(company.agency)) for _one in range(2))
    keys = {"company_id": company.pk, "contact_id": contact.pk}
    address = reverse("companies:desk-contact", kwargs=keys)
    first = typed_on(mine, address, telephone="0475 11 22 33")
    second = typed_on(theirs, address, position="Director")
    mine.post(address, first)
    assert theirs.post(address, second).status_code == 409
    contact.refresh_from_db()
    assert (contact.telephone, contact.position) == ("0475 11 22 33", "")


def test_a_role_changed_meanwhile_is_not_overwritten() -> None:
    agency = factories.agency()
    one, other = (browser_of(factories.staff(agency, "coordinator")) for _number in range(2))
    member = Membership.objects.get(organisation=agency, user_id=factories.staff(agency).user)
    address = reverse("network:desk-person", kwargs={"membership_id": member.pk})
    first = typed_on(one, address, role="viewer")
    second = typed_on(other, address, on_desk="on")
    one.post(address, first)
    assert other.post(address, second).status_code == 409
    member.refresh_from_db()
    assert (member.role, member.on_desk) == ("viewer", False)


def test_a_brief_changed_meanwhile_is_not_overwritten() -> None:
    scene = factories.scene()
    request = scene.request("with_partners")
    mine, theirs = (browser_of(actor) for actor in (scene.advisor, factories.staff(scene.home)))
    address = reverse(
        "requests:desk-request-verb", kwargs={"reference": request.reference, "verb": "revise"}
    )
    first = typed_on(mine, address, quantities="5,000 a year")
    second = typed_on(theirs, address, title="Housings")
    assert mine.post(address, first).status_code == 302
    assert theirs.post(address, second).status_code == 409
    newest = Brief.objects.unrestricted("a test").filter(request=request).latest("version")
    assert (newest.quantities, newest.title) == ("5,000 a year", factories.BRIEF["title"])


def test_a_draft_changed_meanwhile_is_not_overwritten(company: Company) -> None:
    mine, theirs = (factories.company_person(company) for _one in range(2))
    draft = factories.draft(mine, company)
    address = reverse("requests:draft", kwargs={"request_id": draft.pk}) + "?step=need"
    one, other = browser_of(mine), browser_of(theirs)
    first = typed_on(one, address, title="New title")
    second = typed_on(other, address, text="New text.")
    assert one.post(address, first).status_code == 302
    assert other.post(address, second).status_code == 409
    draft.refresh_from_db()
    assert (draft.title, draft.text) == ("New title", factories.NEED["text"])
