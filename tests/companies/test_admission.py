"""What a fresh account can cause: few mails, to one address fewer, and no words of a stranger."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from activities.actor import Actor
from activities.clock import at, now
from activities.errors import NotAllowed
from companies import actions
from companies.actions import profiles
from companies.actions.beginning import record
from companies.models import Company, CompanyInvitation
from cooperation_requests.actions import drafts, ending, messages, moving, triage
from cooperation_requests.enums import Thread
from network.models import Organisation
from notifications import limits, outbox
from notifications.delivery import deliver_due
from notifications.models import Channel, Notice
from tests import factories
from tests.access.people import browser_of
from tests.files import samples
from tests.web.forms import fields_on

pytestmark = pytest.mark.django_db
STRANGE = "Your parcel waits: pay at https://evil.example/pay"
VICTIM = "victim@post.example"


@pytest.fixture
def home() -> Organisation:
    return factories.agency(desk_mailbox="desk@home.example")


@pytest.fixture
def fresh(home: Organisation) -> Actor:
    """Somebody who just registered a company with words of their own for a name."""
    user = factories.person()
    company = actions.register(
        actor=Actor(user_id=user.pk),
        fields={"legal_name": STRANGE, "country": home.country, "region": home.regions[0]},
    )
    assert company.agency == home
    return factories.acting(user, company.pk)


def company_of(actor: Actor) -> Company:
    return Company.objects.unrestricted("a test").get(pk=actor.company)


def words() -> str:
    """All mails that are due, as they are sent."""
    mail.outbox.clear()
    deliver_due()
    return "\n".join(one.message().as_string() for one in mail.outbox)


def test_nothing_that_a_stranger_typed_goes_out_before_an_agency_admitted_the_company(
    home: Organisation, fresh: Actor
) -> None:
    assert not company_of(fresh).is_admitted
    actions.invite(actor=fresh, company_id=fresh.company, email=VICTIM, language="en")
    need = {**factories.NEED, "title": STRANGE, "text": STRANGE}
    draft = drafts.start(actor=fresh, company_id=fresh.company, need=need)
    request = drafts.submit(actor=fresh, request_id=draft.pk)
    sent = words()
    assert {one.to[0] for one in mail.outbox} >= {VICTIM, "desk@home.example"}
    assert "evil" not in sent
    assert "parcel" not in sent
    # An advisor who takes the case takes the company up.
    advisor = factories.staff(home)
    triage.take(actor=advisor, request_id=request.pk)
    assert company_of(fresh).is_admitted
    actions.invite(actor=fresh, company_id=fresh.company, email="b@post.example", language="en")
    assert "evil.example" in words()


def test_an_advisor_of_its_agency_admits_a_company_and_nobody_else(
    home: Organisation, fresh: Actor
) -> None:
    others = (factories.staff(factories.agency()), factories.staff(home, "viewer"), fresh)
    for actor in others:
        with pytest.raises(NotAllowed):
            actions.admit(actor=actor, company_id=fresh.company)
    browser = browser_of(factories.staff(home))
    page = reverse("companies:desk-company", args=[fresh.company])
    assert "Not admitted yet" in browser.get(page).content.decode()
    for _time in range(2):
        browser.post(reverse("companies:desk-company-admit", args=[fresh.company]))
    admitted = company_of(fresh)
    assert admitted.is_admitted
    assert "Not admitted yet" not in browser.get(page).content.decode()


def test_a_company_that_an_agency_entered_is_admitted(home: Organisation) -> None:
    entered = actions.register_for(
        actor=factories.staff(home), fields={"legal_name": "Known", "country": "DE"}
    )
    assert entered.is_admitted


def test_one_address_is_invited_a_few_times_a_day_by_all_strangers_together(
    home: Organisation, fresh: Actor
) -> None:
    second = factories.company_person(factories.company(home, admitted_at=None))
    for actor in (fresh, second, second):
        actions.invite(actor=actor, company_id=actor.company, email=VICTIM, language="en")
    page = browser_of(fresh).post(
        reverse("companies:company-people"), {"email": VICTIM, "language": "en"}
    )
    assert page.status_code == 422
    assert "This address was invited several times today." in page.content.decode()
    assert CompanyInvitation.objects.filter(email=VICTIM).count() == 3


def test_no_stranger_uses_up_what_the_owner_s_company_may_send(
    home: Organisation, fresh: Actor
) -> None:
    for _time in range(3):
        actions.invite(actor=fresh, company_id=fresh.company, email=VICTIM, language="en")
    owner = factories.company_person(factories.company(home))
    for _time in range(3):
        actions.invite(actor=owner, company_id=owner.company, email=VICTIM, language="en")
    with pytest.raises(ValidationError, match="invited several times today"):
        actions.invite(actor=owner, company_id=owner.company, email=VICTIM, language="en")


def test_one_recipient_gets_few_mails_a_day_of_all_strangers_together(
    home: Organisation, monkeypatch: Any
) -> None:
    monkeypatch.setattr(limits, "OF_STRANGERS_TO_ONE_A_DAY", 3)
    region = {"country": home.country, "region": home.regions[0]}
    strangers = [Actor(user_id=factories.person().pk) for _number in range(5)]
    for stranger in strangers:
        actions.register(actor=stranger, fields={"legal_name": "New", **region})
    to_desk = Notice.objects.filter(recipient="address:desk@home.example")
    assert to_desk.count() == 5
    assert to_desk.exclude(channel=Channel.PORTAL).count() == 3
    # Whom an agency vouches for is heard however many strangers there are.
    known = factories.company(home)
    owner = factories.company_person(known)
    drafts.submit(actor=owner, request_id=factories.draft(owner, known).pk)
    told = to_desk.filter(kind="request.submit.home_desk")
    assert set(told.values_list("channel", flat=True)) == {Channel.AT_ONCE}


def test_a_stranger_has_few_requests_and_a_company_few_drafts(
    home: Organisation, fresh: Actor, monkeypatch: Any
) -> None:
    for _number in range(drafts.REQUESTS_BEFORE_ADMISSION):
        factories.draft(fresh, company_of(fresh))
    with pytest.raises(ValidationError, match="until then it has 5 requests"):
        factories.draft(fresh, company_of(fresh))
    page = browser_of(fresh).post(reverse("requests:request-new"), {"title": "A", "language": "en"})
    assert page.status_code == 422
    actions.admit(actor=factories.staff(home), company_id=fresh.company)
    monkeypatch.setattr(drafts, "DRAFTS", 6)
    factories.draft(fresh, company_of(fresh))
    with pytest.raises(ValidationError, match="has 6 drafts"):
        factories.draft(fresh, company_of(fresh))
    # What an advisor begins for it is the agency's own work.
    factories.draft(factories.staff(home), company_of(fresh))


def test_a_stranger_keeps_few_bytes_over_all_companies(
    home: Organisation, fresh: Actor, monkeypatch: Any
) -> None:
    # Its clean copy is no second file of the person.
    upload = samples.checked("plan.pdf", samples.pdf())
    monkeypatch.setattr(messages, "BEFORE_ADMISSION", upload.size * 5 // 2)

    def attach(actor: Actor) -> None:
        draft = factories.draft(actor, company_of(actor))
        messages.attach(actor=actor, request_id=draft.pk, thread=Thread.COMPANY, upload=upload)

    attach(fresh)
    second = actions.register(
        actor=fresh, fields={"legal_name": "Second", "country": "DE", "region": home.regions[0]}
    )
    user = User.objects.get(pk=fresh.user)
    attach(factories.acting(user, second.pk))
    with pytest.raises(ValidationError, match="until then you can send"):
        attach(fresh)
    actions.admit(actor=factories.staff(home), company_id=fresh.company)
    attach(fresh)


def test_a_stranger_writes_few_messages_a_day(
    home: Organisation, fresh: Actor, monkeypatch: Any
) -> None:
    monkeypatch.setattr(moving, "MESSAGES_BEFORE_ADMISSION", 2)
    request = factories.draft(fresh, company_of(fresh))
    drafts.submit(actor=fresh, request_id=request.pk)

    def write(actor: Actor) -> None:
        messages.write(actor=actor, request_id=request.pk, thread="company", text="And this.")

    write(fresh)
    write(fresh)
    with pytest.raises(ValidationError, match="Write the rest tomorrow"):
        write(fresh)
    # Taking the request back and opening it again is no way round.
    ending.withdraw(actor=fresh, request_id=request.pk, reason="solved")
    with pytest.raises(ValidationError, match="Write the rest tomorrow"):
        ending.reopen(actor=fresh, request_id=request.pk, words="Again.")
    with at(now() + timedelta(days=1, seconds=1)):
        ending.reopen(actor=fresh, request_id=request.pk, words="Again.")
    write(factories.staff(home))
    actions.admit(actor=factories.staff(home), company_id=fresh.company)
    write(fresh)


def test_a_company_changes_its_name_no_more_often_than_names_change(
    home: Organisation, fresh: Actor, monkeypatch: Any
) -> None:
    monkeypatch.setattr(profiles, "MOST_NAMES", 2)

    def rename(name: str) -> None:
        actions.change_profile(actor=fresh, company_id=fresh.company, fields={"legal_name": name})

    rename("First")
    rename("Second")
    with pytest.raises(ValidationError, match="were changed very often"):
        rename("Third")


def test_a_company_sends_few_requests_a_day(home: Organisation, monkeypatch: Any) -> None:
    monkeypatch.setattr(drafts, "SUBMITTED_IN_A_DAY", 2)
    known = factories.company(home)
    owner = factories.company_person(known)
    advisor = factories.staff(home)
    rows = [factories.draft(owner, known) for _number in range(3)]
    for row in rows[:2]:
        drafts.submit(actor=owner, request_id=row.pk)
    with pytest.raises(ValidationError, match="has sent 2 requests within a day"):
        drafts.submit(actor=owner, request_id=rows[2].pk)
    page = browser_of(owner)
    sent = page.post(
        reverse("requests:draft-verb", kwargs={"request_id": rows[2].pk, "verb": "submit"})
    )
    assert "has sent 2 requests within a day" in sent.content.decode()
    # What an advisor sends for it is the agency's own work.
    begun = factories.draft(advisor, known)
    drafts.submit(actor=factories.on_behalf(advisor), request_id=begun.pk)
    with at(now() + timedelta(days=1, seconds=1)):
        drafts.submit(actor=owner, request_id=rows[2].pk)


def test_one_person_sends_few_bytes_a_day(home: Organisation, monkeypatch: Any) -> None:
    upload = samples.checked("plan.pdf", samples.pdf())
    monkeypatch.setattr(messages, "IN_A_DAY", upload.size * 5 // 2)
    known = factories.company(home)
    owner = factories.company_person(known)

    def attach(actor: Actor) -> None:
        draft = factories.draft(actor, known)
        messages.attach(actor=actor, request_id=draft.pk, thread=Thread.COMPANY, upload=upload)

    attach(owner)
    attach(owner)
    with pytest.raises(ValidationError, match="MB within a day"):
        attach(owner)
    attach(factories.company_person(known))
    with at(now() + timedelta(days=1, seconds=1)):
        attach(owner)


@pytest.mark.parametrize(("admitted", "most"), [(False, 5), (True, 20)])
def test_one_person_sends_few_invitations_a_day(
    home: Organisation, fresh: Actor, admitted: bool, most: int
) -> None:
    if admitted:
        actions.admit(actor=factories.staff(home), company_id=fresh.company)
    for number in range(most):
        address = f"guest-{number}@post.example"
        actions.invite(actor=fresh, company_id=fresh.company, email=address, language="en")
    with pytest.raises(ValidationError, match="You sent many invitations today"):
        actions.invite(actor=fresh, company_id=fresh.company, email=VICTIM, language="en")


def test_one_person_registers_few_companies_a_day(home: Organisation, fresh: Actor) -> None:
    fields = {"legal_name": "Another", "country": home.country, "region": home.regions[0]}
    for _time in range(4):
        actions.register(actor=fresh, fields=fields)
    with pytest.raises(ValidationError, match="You registered several companies today"):
        actions.register(actor=fresh, fields=fields)


def test_what_one_person_causes_beyond_a_days_mails_stands_in_the_portal_alone(
    home: Organisation, fresh: Actor, monkeypatch: Any
) -> None:
    monkeypatch.setattr(limits, "MAILS_TO_ONE_A_DAY", 3)
    monkeypatch.setattr(limits, "MAILS_A_DAY", 7)
    advisor = factories.staff(home, on_desk=True)
    for _time in range(5):
        draft = factories.draft(fresh, company_of(fresh))
        drafts.submit(actor=fresh, request_id=draft.pk)
    rows = Notice.objects.filter(kind="request.submit.home_desk")
    to_advisor = rows.filter(person_id=advisor.user_id)
    assert to_advisor.count() == 5
    caused = Notice.objects.filter(activity__actor_id=fresh.user_id)
    assert caused.exclude(channel=Channel.PORTAL).count() == 7
    for recipient in set(caused.values_list("recipient", flat=True)):
        of_one = caused.filter(recipient=recipient)
        assert of_one.exclude(channel=Channel.PORTAL).count() <= 3


def test_agencies_and_the_secretariat_are_not_held_back(
    home: Organisation, monkeypatch: Any
) -> None:
    monkeypatch.setattr(limits, "MAILS_A_DAY", 0)
    company = factories.company(home)
    for actor in (factories.staff(home), Actor(user_id=factories.person(is_secretariat=True).pk)):
        activity = record("test", company, actor)
        address = outbox.Recipient(address="x@post.example", hat_id=home.pk)
        outbox.put([outbox.Entry("company.registered", address, company.pk, activity=activity)])
    assert set(Notice.objects.values_list("channel", flat=True)) == {Channel.AT_ONCE}


def test_a_profile_is_published_once_an_agency_vouches_for_the_company() -> None:
    company = factories.company(
        factories.agency(), visibility="public", source="registered", admitted_at=None
    )
    reader = factories.staff(factories.agency("Elsewhere"))
    seen = (reader, Actor())
    assert not any(Company.objects.visible_to(one).exists() for one in seen)
    page = (
        browser_of(factories.company_person(company))
        .get(reverse("companies:company"))
        .content.decode()
    )
    assert "once the agency has taken the company up" in page
    address = reverse("companies:company-edit")
    browser = browser_of(factories.company_person(company))
    filled = fields_on(browser.get(address).content) | {
        "postcode": ["70173"],
        "city": ["Stuttgart"],
    }
    saved = browser.post(address, filled, follow=True)
    assert "once your agency has taken your company up" in saved.content.decode()
    Company.objects.unrestricted("a test").update(admitted_at=now())
    assert all(Company.objects.visible_to(one).exists() for one in seen)


def test_whoever_goes_on_with_a_case_that_nobody_took_vouches_for_its_company(
    home: Organisation, fresh: Actor
) -> None:
    request = factories.draft(fresh, company_of(fresh))
    drafts.submit(actor=fresh, request_id=request.pk)
    ending.withdraw(actor=fresh, request_id=request.pk, reason="solved")
    ending.reopen(actor=fresh, request_id=request.pk, words="Again.")
    triage.qualify(actor=factories.staff(home), request_id=request.pk, brief=factories.BRIEF)
    assert company_of(fresh).is_admitted
