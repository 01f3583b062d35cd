"""Django's admin belongs to the secretariat and holds neither companies nor cases."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from accounts.models import User
from activities.actor import Role
from network import sectors
from network.models import Membership, NetworkSettings, Organisation, StaffInvitation
from notifications.assembling import assemble
from notifications.models import Delivery, Notice
from tests import factories
from tests.access.people import signed_in, with_second_factor

pytestmark = pytest.mark.django_db

BOUND = {"User", "Organisation", "Membership", "StaffInvitation", "NetworkSettings", "Delivery"}


@pytest.fixture
def secretariat() -> Client:
    return signed_in(with_second_factor(factories.person("Sekretaria Nova", is_secretariat=True)))


def page(client: Client, name: str, *arguments: object) -> str:
    response = client.get(reverse(f"admin:{name}", args=arguments))
    assert response.status_code == 200, name
    return response.content.decode()


def test_the_admin_has_the_network_and_no_company_and_no_case() -> None:
    assert {model.__name__ for model in admin.site._registry} == BOUND


def test_a_company_or_a_case_cannot_be_registered() -> None:
    from django.core.exceptions import ImproperlyConfigured

    from companies.models import Company, CompanyMember
    from cooperation_requests.models import CooperationRequest, Suggestion

    for model in (Company, CompanyMember, CooperationRequest, Suggestion):
        with pytest.raises(ImproperlyConfigured):
            admin.site.register(model)


def test_its_log_in_is_that_of_the_portal(client: Client) -> None:
    first = client.get("/admin/network/organisation/")
    assert first.status_code == 302
    second = client.get(first["Location"])
    assert second["Location"] == ("/accounts/login/?next=%2Fadmin%2Fnetwork%2Forganisation%2F")


def test_the_secretariat_sets_up_its_second_factor_first() -> None:
    client = signed_in(factories.person(is_secretariat=True))
    response = client.get("/admin/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/2fa/totp/activate/")


def test_under_another_hat_the_secretariat_has_no_admin() -> None:
    agency = factories.agency()
    user = with_second_factor(factories.person(is_secretariat=True))
    Membership.objects.create(organisation=agency, user=user, role=Role.ADVISOR)
    client = signed_in(user, f"organisation-{agency.pk}")
    assert client.get("/admin/").status_code == 403
    assert signed_in(user, "secretariat").get("/admin/").status_code == 200


def test_people_of_companies_are_not_among_the_people(secretariat: Client) -> None:
    home = factories.agency()
    owner = factories.company_person(factories.company(home), name="Hildrun Vossmarck")
    factories.staff(home, name="Anna Advisor")
    shown = page(secretariat, "accounts_user_changelist")
    assert "Anna Advisor" in shown
    assert "Hildrun Vossmarck" not in shown
    found = page(secretariat, "accounts_user_changelist") if not owner else shown
    assert "Vossmarck" not in found
    address = reverse("admin:accounts_user_change", args=[owner.user_id])
    assert "Vossmarck" not in secretariat.get(address, follow=True).content.decode()
    searched = secretariat.get(reverse("admin:accounts_user_changelist"), {"q": "Hildrun"})
    assert "Vossmarck" not in searched.content.decode()


def test_the_outbox_shows_kind_and_state_and_nobody(secretariat: Client) -> None:
    scene = factories.scene()
    request = scene.request("submitted")
    assemble()
    notice = Delivery.objects.filter(notices__case_id=request.pk).first()
    assert notice is not None
    shown = page(secretariat, "notifications_delivery_changelist")
    shown += page(secretariat, "notifications_delivery_change", notice.pk)
    assert notice.kind in shown
    people = User.objects.filter(pk__in=[scene.owner.user_id, scene.advisor.user_id])
    for person in people:
        assert person.email not in shown
        assert person.name not in shown
    assert (request.reference or "KO-") not in shown
    assert str(request.pk) not in shown
    change = reverse("admin:notifications_delivery_change", args=[notice.pk])
    assert secretariat.post(change, {"state": "sent"}).status_code == 403


def test_the_first_coordinator_of_an_agency_is_invited(secretariat: Client) -> None:
    agency = factories.agency()
    data = {
        "organisation": agency.name,
        "email": "First@Agency.example",
        "role": "coordinator",
        "language": "de",
    }
    for _time in range(2):
        response = secretariat.post(reverse("admin:network_staffinvitation_add"), data)
        assert response.status_code == 302
    invitation = StaffInvitation.objects.get(revoked_at__isnull=True)
    assert (invitation.email, invitation.role) == ("first@agency.example", "coordinator")
    assert Notice.objects.filter(kind="network.invited", subject_id=invitation.pk).count() == 1


def test_a_member_is_not_invited_again(secretariat: Client) -> None:
    agency = factories.agency()
    member = factories.staff(agency, email="known@agency.example")
    assert member.user_id
    response = secretariat.post(
        reverse("admin:network_staffinvitation_add"),
        {
            "organisation": agency.name,
            "email": "known@agency.example",
            "role": "advisor",
            "language": "en",
        },
    )
    assert response.status_code == 200
    assert not StaffInvitation.objects.exists()


def test_an_agency_keeps_its_last_coordinator(secretariat: Client) -> None:
    agency = factories.agency()
    factories.staff(agency, Role.COORDINATOR)
    only = Membership.objects.get(organisation=agency)
    change = reverse("admin:network_membership_change", args=[only.pk])
    assert secretariat.post(change, {"role": "viewer"}).status_code == 200
    delete = reverse("admin:network_membership_delete", args=[only.pk])
    assert secretariat.post(delete, {"post": "yes"}).status_code == 403
    factories.staff(agency, Role.COORDINATOR)
    assert secretariat.post(change, {"role": "viewer", "on_desk": "on"}).status_code == 302
    only.refresh_from_db()
    assert (only.role, only.on_desk) == ("viewer", True)
    assert secretariat.post(delete, {"post": "yes"}).status_code == 302
    assert not Membership.objects.filter(pk=only.pk).exists()


def test_settings_are_one_row(secretariat: Client) -> None:
    add = reverse("admin:network_networksettings_add")
    assert secretariat.post(add, {"name": "Hanse", "days_to_answer": "7"}).status_code == 302
    assert NetworkSettings.objects.get().days_to_answer == 7
    assert secretariat.post(add, {"name": "Second", "days_to_answer": "7"}).status_code == 403


def test_words_of_trades_are_kept_in_order_one_a_line(secretariat: Client) -> None:
    add = reverse("admin:network_networksettings_add")
    filled = {"name": "Hanse", "days_to_answer": "7"}
    for words, fault in (
        ("Photolitho\nsol gel", "“sol gel” are several words. One a line."),
        ("Photolitho\n4711", "“4711” is no word of letters."),
        ("x" * 10_001, "10000"),
    ):
        answer = secretariat.post(add, filled | {"words_of_trades": words})
        assert answer.status_code == 200
        assert fault in answer.content.decode()
    typed = "Photolitho\r\n\r\n ätzbad \r\nPhotolitho"
    assert secretariat.post(add, filled | {"words_of_trades": typed}).status_code == 302
    assert NetworkSettings.objects.get().words_of_trades == "ätzbad\nPhotolitho"


def test_the_admin_log_carries_ids_and_no_names(secretariat: Client) -> None:
    agency = factories.agency("Nordhaus")
    factories.staff(agency, Role.COORDINATOR, name="Karla Nordmann")
    member = Membership.objects.get(organisation=agency)
    factories.staff(agency, Role.COORDINATOR)
    secretariat.post(
        reverse("admin:network_membership_change", args=[member.pk]), {"role": "advisor"}
    )
    secretariat.post(
        reverse("admin:accounts_user_change", args=[member.user_id]), {"is_secretariat": "on"}
    )
    secretariat.post(reverse("admin:network_membership_delete", args=[member.pk]), {"post": "yes"})
    entries = list(LogEntry.objects.order_by("pk"))
    assert [entry.object_repr for entry in entries] == [
        str(member.pk),
        str(member.user_id),
        str(member.pk),
    ]
    written = " ".join(entry.change_message for entry in entries)
    assert "Karla" not in written
    assert "Nordhaus" not in written


def test_a_lost_second_factor_is_removed_and_set_up_anew(secretariat: Client) -> None:
    agency = factories.agency()
    lost = factories.staff(agency)
    user = with_second_factor(User.objects.get(pk=lost.user_id))
    response = secretariat.post(
        reverse("admin:accounts_user_changelist"),
        {"action": "remove_second_factor", "_selected_action": [str(user.pk)]},
    )
    assert response.status_code == 302
    assert not Authenticator.objects.filter(user=user).exists()
    user.refresh_from_db()
    opened = signed_in(user).get("/desk/")
    assert opened["Location"] == "/accounts/2fa/totp/activate/"


def agency_form(agency: Organisation) -> dict[str, Any]:
    return {
        "slug": agency.slug, "kind": agency.kind, "name": agency.name, "state": agency.state,
        "country": "DE", "seat": "DE111", "city": "Town", "time_zone": "Europe/Berlin",
        "regions": "DE", "languages": "en", "email": agency.email, "desk_language": "en",
    }  # fmt: skip


def test_an_agency_covers_more_sectors_than_a_company_has(secretariat: Client) -> None:
    agency = factories.agency()
    address = reverse("admin:network_organisation_change", args=[agency.pk])
    every = [f"{number:02}" for number in range(1, 100) if sectors.is_code(f"{number:02}")]
    form = agency_form(agency) | {"sectors": "; ".join(every)}
    assert len(every) == 88
    assert secretariat.post(address, form).status_code == 302
    agency.refresh_from_db()
    assert agency.sectors == every


@pytest.mark.parametrize("state", ["active", "suspended", "left"])
def test_the_secretariat_says_whether_an_organisation_takes_part(
    secretariat: Client, state: str
) -> None:
    agency = factories.agency(state="leaving")
    address = reverse("admin:network_organisation_change", args=[agency.pk])

    def saved_as(state: str) -> str:
        answer = secretariat.post(address, agency_form(agency) | {"state": state})
        agency.refresh_from_db()
        return f"{answer.status_code} {agency.state}"

    assert saved_as("leaving") == "302 leaving"
    assert saved_as("to_sign") == "200 leaving"
    assert saved_as(state) == f"302 {state}"
    assert saved_as("leaving") == f"200 {state}"


def test_nobody_makes_a_cluster_while_no_rule_says_what_it_may_see(secretariat: Client) -> None:
    agency = factories.agency()
    address = reverse("admin:network_organisation_change", args=[agency.pk])
    answer = secretariat.post(address, agency_form(agency) | {"kind": "cluster"})
    agency.refresh_from_db()
    assert (answer.status_code, agency.kind) == (200, "agency")


def test_what_an_agency_offers_is_ticked_by_the_secretariat_and_read_by_everybody(
    secretariat: Client,
) -> None:
    agency = factories.agency()
    form = agency_form(agency)
    address = reverse("admin:network_organisation_change", args=[agency.pk])
    refused = secretariat.post(address, {**form, "services": ["horoscopes"]})
    assert "Choose from the list." in refused.content.decode()
    ticked = {**form, "services": ["technology", "investment"]}
    assert secretariat.post(address, ticked).status_code == 302
    agency.refresh_from_db()
    assert agency.services == ["technology", "investment"]
    public = (
        Client()
        .get(reverse("network:public-agency", kwargs={"slug": agency.slug}))
        .content.decode()
    )
    assert "technology and research partnerships, investment and joint ventures" in public
