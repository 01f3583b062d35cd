"""Who left, or was switched off, neither reads nor acts, by no way that was opened before."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from activities.clock import now
from activities.errors import NoLongerPossible
from companies import actions as companies
from companies.models import CompanyInvitation, CompanyMember
from cooperation_requests.actions import messages, partners
from cooperation_requests.answer_links import link_for, open_link
from cooperation_requests.enums import LinkPurpose
from network import actions as network
from network.models import Membership, StaffInvitation
from notifications.delivery import deliver_due
from notifications.models import Notice
from tests import factories
from tests.access.people import browser_of
from tests.requests.case import Case, put_referral, put_request, write
from web.lists import ListPage

pytestmark = pytest.mark.django_db


def join_company(invitation: CompanyInvitation, email: str) -> None:
    invitation.refresh_from_db()
    companies.join(
        user=factories.person(email=email),
        invitation_id=invitation.pk,
        token=invitation.token(),
    )


def join_agency(invitation: StaffInvitation, email: str) -> None:
    invitation.refresh_from_db()
    known = User.objects.filter(email=email).first()
    network.join_staff(
        user=known or factories.person(email=email),
        invitation_id=invitation.pk,
        token=invitation.token(),
    )


@pytest.mark.parametrize("way", ["removed", "gone without revoking"])
def test_who_was_removed_from_a_company_is_not_back_by_their_own_invitation(
    case: Case, way: str
) -> None:
    gone = factories.company_person(case.company)
    invitation = companies.invite(
        actor=gone, company_id=case.company.pk, email="second@gone.example", language="en"
    )
    member = CompanyMember.objects.get(user_id=gone.user_id, company=case.company)
    if way == "removed":
        companies.remove_member(
            actor=case.people["company"], company_id=case.company.pk, member_id=member.pk
        )
        invitation.refresh_from_db()
        assert invitation.revoked_at is not None
    else:
        member.delete()
    with pytest.raises(NoLongerPossible):
        join_company(invitation, "second@gone.example")


def test_who_invites_and_stays_brings_people_in(case: Case) -> None:
    for number, actor in enumerate((case.people["company"], case.people["responsible advisor"])):
        email = f"new{number}@people.example"
        invitation = companies.invite(
            actor=actor, company_id=case.company.pk, email=email, language="en"
        )
        join_company(invitation, email)
    assert CompanyMember.objects.filter(user__email__startswith="new").count() == 2


@pytest.mark.parametrize("way", ["removed", "made a viewer", "not allowed to log in"])
def test_who_coordinates_no_longer_brings_nobody_in(case: Case, way: str) -> None:
    gone = factories.staff(case.home, "coordinator")
    invitation = network.invite_staff(
        actor=gone, email="second@gone.example", role="coordinator", on_desk=False, language="en"
    )
    member = Membership.objects.get(user_id=gone.user_id, organisation=case.home)
    coordinator = case.people["home coordinator"]
    if way == "removed":
        network.remove_membership(actor=coordinator, membership_id=member.pk)
    elif way == "made a viewer":
        network.change_membership(
            actor=coordinator, membership_id=member.pk, role="viewer", on_desk=False
        )
    else:
        User.objects.filter(pk=gone.user_id).update(is_active=False)
    with pytest.raises(NoLongerPossible):
        join_agency(invitation, "second@gone.example")


def test_nobody_joins_an_agency_that_takes_no_part(case: Case) -> None:
    invitation = network.invite_staff(
        actor=case.people["home coordinator"],
        email="new@staff.example",
        role="advisor",
        on_desk=False,
        language="en",
    )
    write(case.home, state="left")
    with pytest.raises(NoLongerPossible):
        join_agency(invitation, "new@staff.example")
    write(case.home, state="active")
    join_agency(invitation, "new@staff.example")


def test_an_agency_that_takes_no_part_gets_no_mail_and_its_links_open_nothing(case: Case) -> None:
    put_request(case, "with_partners")
    put_referral(case, "sent")
    write(case.partner, desk_mailbox="desk@partner.example")
    user = User.objects.get(pk=case.people["partner advisor"].user_id)
    links = [
        link_for(LinkPurpose.REFERRAL, referral=case.referral, email=email)
        for email in ("desk@partner.example", user.email)
    ]
    for link in links:
        found = open_link(link.token())
        assert found is not None
        assert found.fault == ""
    advisor = case.people["responsible advisor"]
    partners.remind(actor=advisor, referral_id=case.referral.pk)
    write(case.partner, state="left")
    write(case.home, desk_mailbox="desk@home.example", state="left")
    case.referral.refresh_from_db()
    messages.write_to_referral(
        actor=advisor, referral_id=case.referral.pk, text="The need has changed."
    )
    partners.remind(actor=advisor, referral_id=case.referral.pk)
    messages.write(
        actor=case.people["company"], request_id=case.request.pk, thread="company", text="Hello?"
    )
    mail.outbox.clear()
    while deliver_due():
        pass
    ours = {case.people[name].user_id for name in ("partner advisor", "responsible advisor")}
    theirs = set(User.objects.filter(pk__in=ours).values_list("email", flat=True))
    reached = {address for one in mail.outbox for address in one.to}
    assert not reached & {"desk@partner.example", "desk@home.example", *theirs}
    assert Notice.objects.exists()
    for link in links:
        address = reverse("requests:answer", kwargs={"token": link.token()})
        assert Client().get(address).status_code == 410
        act = reverse("requests:answer-verb", kwargs={"token": link.token(), "verb": "accept"})
        assert Client().post(act).status_code == 410
    case.reread()
    assert case.referral.state == "sent"


def test_a_mail_s_link_acts_on_no_case_of_the_own_company(case: Case) -> None:
    put_request(case, "with_partners")
    put_referral(case, "sent")
    user = User.objects.get(pk=case.people["partner advisor"].user_id)
    link = link_for(LinkPurpose.REFERRAL, referral=case.referral, email=user.email)
    assert (
        Client().get(reverse("requests:answer", kwargs={"token": link.token()})).status_code == 200
    )
    CompanyMember.objects.create(company=case.company, user=user)
    assert (
        Client().get(reverse("requests:answer", kwargs={"token": link.token()})).status_code == 410
    )


SHOWN_NOWHERE = [
    ("notifications_delivery", "address__startswith"),
    ("notifications_delivery", "hat_id__startswith"),
    ("notifications_delivery", "kind__endswith"),
    ("accounts_user", "password__startswith"),
    ("accounts_user", "email__startswith"),
    ("network_staffinvitation", "nonce__startswith"),
    ("network_membership", "organisation__name__startswith"),
    ("network_membership", "user__password__startswith"),
]


@pytest.mark.parametrize(("model", "lookup"), SHOWN_NOWHERE)
def test_the_admin_s_lists_answer_no_question_that_their_filters_do_not_ask(
    case: Case, model: str, lookup: str
) -> None:
    browser = browser_of(case.people["secretariat"])
    page = reverse(f"admin:{model}_changelist")
    assert browser.get(page).status_code == 200
    assert browser.get(page, {lookup: "a"}).status_code == 400


@pytest.mark.parametrize(
    ("model", "lookup", "value"),
    [
        ("notifications_delivery", "state__exact", "sent"),
        ("accounts_user", "is_active__exact", "1"),
        ("network_membership", "role__exact", "advisor"),
    ],
)
def test_the_links_of_the_admin_s_filters_work(
    case: Case, model: str, lookup: str, value: str
) -> None:
    browser = browser_of(case.people["secretariat"])
    page = reverse(f"admin:{model}_changelist")
    assert browser.get(page, {lookup: value}).status_code == 200


def test_open_invitations_are_shown_to_those_who_may_take_them_back(case: Case) -> None:
    of_company = companies.invite(
        actor=case.people["company"],
        company_id=case.company.pk,
        email="new@people.example",
        language="en",
    )
    of_agency = network.invite_staff(
        actor=case.people["home coordinator"],
        email="new@staff.example",
        role="advisor",
        on_desk=False,
        language="en",
    )
    for who, page, route, invitation in (
        ("company", "companies:company-people", "companies:company-invitation", of_company),
        ("home coordinator", "network:desk-people", "network:desk-people-invitation", of_agency),
    ):
        browser = browser_of(case.people[who])
        address = reverse(route, kwargs={"invitation_id": invitation.pk})
        assert address in browser.get(reverse(page)).content.decode()
        assert browser.post(address).headers["Location"] == reverse(page)
        assert address not in browser.get(reverse(page)).content.decode()
        # A second time changes nothing, and a used one is not revoked.
        invitation.refresh_from_db()
        before = invitation.revoked_at
        assert browser.post(address).status_code == 302
        invitation.refresh_from_db()
        assert invitation.revoked_at == before is not None
    with pytest.raises(NoLongerPossible):
        join_company(of_company, "new@people.example")
    with pytest.raises(NoLongerPossible):
        join_agency(of_agency, "new@staff.example")
    advisor = browser_of(case.people["responsible advisor"])
    assert "new@staff.example" not in advisor.get(reverse("network:desk-people")).content.decode()


@pytest.mark.parametrize("who", ["company", "home coordinator"])
def test_of_many_open_invitations_every_one_is_on_a_page(case: Case, who: str) -> None:
    moment = now()
    rows = {
        "email": "",
        "invited_by_id": case.people[who].user_id,
        "nonce": "n",
        "language": "en",
    }
    for number in range(ListPage.per_page + 1):
        fields = rows | {"email": f"p{number}@people.example"}
        fields["expires_at"] = moment + timedelta(days=1, minutes=number)  # type: ignore[assignment]
        if who == "company":
            CompanyInvitation.objects.create(company=case.company, **fields)
        else:
            StaffInvitation.objects.create(organisation=case.home, role="viewer", **fields)
    address = reverse("companies:company-people" if who == "company" else "network:desk-people")
    browser = browser_of(case.people[who])
    page = browser.get(address).content.decode()
    assert "p1@people.example" in page
    assert "p0@people.example" not in page
    (link,) = re.findall(r'href="(\?invitations=[^"]+)"', page)
    assert "p0@people.example" in browser.get(address + html.unescape(link)).content.decode()
