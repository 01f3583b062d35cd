"""Registering, placing, inviting, changing and putting companies together."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from activities import clock
from activities.actor import Actor
from activities.errors import NoLongerPossible, NotAllowed
from companies import actions
from companies.hats import actor_under
from companies.models import (
    Company,
    CompanyInvitation,
    CompanyMember,
    Contact,
    JoinRequest,
)
from companies.queries import ALIKE_SHOWN, alike, may_be_one
from matching import index
from notifications.models import Notice
from notifications.registry import renderer_of
from tests import factories
from tests.access.people import browser_of
from tests.web.markup import plain

pytestmark = pytest.mark.django_db

FIELDS: dict[str, Any] = {
    "legal_name": "Uhlandwerk Zahnräder GmbH",
    "country": "DE",
    "postcode": "72070",
    "city": "Tübingen",
    "region": "DE142",
}


def registering() -> Actor:
    return Actor(user_id=factories.person().pk)


def told(kind: str) -> list[Notice]:
    return list(Notice.objects.filter(kind=kind).select_related("person"))


def test_the_deepest_region_decides_the_home_agency() -> None:
    factories.agency(regions=["DE"])
    nearer = factories.agency(regions=["DE1"])
    factories.agency(regions=["DE2"])
    company = actions.register(actor=registering(), fields=FIELDS)
    assert company.agency == nearer


def test_where_nobody_serves_the_secretariat_places_and_both_sides_hear() -> None:
    agency = factories.agency(regions=["FR"])
    desk = factories.staff(agency, on_desk=True)
    secretariat = factories.person(is_secretariat=True)
    actor = registering()
    company = actions.register(actor=actor, fields=FIELDS)
    assert company.agency is None
    assert [notice.person for notice in told("company.unplaced")] == [secretariat]
    placed = actions.place(
        actor=Actor(user_id=secretariat.pk, is_secretariat=True),
        company_id=company.pk,
        agency_id=agency.pk,
    )
    assert placed.agency == agency
    assert [notice.person_id for notice in told("company.placed")] == [actor.user_id]
    assert [notice.person_id for notice in told("company.registered")] == [desk.user_id]
    with pytest.raises(NoLongerPossible):
        actions.place(
            actor=Actor(user_id=secretariat.pk, is_secretariat=True),
            company_id=company.pk,
            agency_id=agency.pk,
        )


def test_where_two_serve_alike_the_company_chooses_one_of_them() -> None:
    first, second = factories.agency(regions=["DE1"]), factories.agency(regions=["DE1"])
    other = factories.agency(regions=["FR"])
    actor = registering()
    company = actions.register(actor=actor, fields=FIELDS)
    assert company.agency is None
    own = Actor(user_id=actor.user_id, company_id=company.pk)
    with pytest.raises(ValidationError):
        actions.place(actor=own, company_id=company.pk, agency_id=other.pk)
    assert actions.place(actor=own, company_id=company.pk, agency_id=second.pk).agency == second
    assert first.pk != second.pk


def test_only_the_own_side_changes_a_profile_and_matching_learns_of_it() -> None:
    agency = factories.agency()
    company = factories.company(agency)
    stranger = factories.staff(factories.agency())
    with pytest.raises(NotAllowed):
        actions.change_profile(actor=stranger, company_id=company.pk, fields={"city": "Elsewhere"})
    viewer = factories.staff(agency, role="viewer")
    with pytest.raises(NotAllowed):
        actions.change_profile(actor=viewer, company_id=company.pk, fields={"city": "Elsewhere"})
    changed = actions.change_profile(
        actor=factories.staff(agency), company_id=company.pk, fields={"city": "Rottweil"}
    )
    assert (changed.city, changed.version) == ("Rottweil", company.version + 1)


def test_an_agency_gives_its_own_number_once() -> None:
    agency, other = factories.agency(), factories.agency()
    advisor = factories.staff(agency)
    actions.register_for(actor=advisor, fields=FIELDS | {"external_id": "A-17"})
    with pytest.raises(ValidationError) as refused:
        actions.register_for(actor=advisor, fields=FIELDS | {"external_id": "A-17"})
    assert "external_id" in str(refused.value)
    actions.register_for(actor=factories.staff(other), fields=FIELDS | {"external_id": "A-17"})


def test_sectors_are_checked_by_their_revision() -> None:
    advisor = factories.staff(factories.agency())
    newer = {"sectors": ["62.10"], "sector_revision": "2.1"}
    company = actions.register_for(actor=advisor, fields=FIELDS | newer)
    assert company.comparable_sectors == ["62.01"]
    with pytest.raises(ValidationError) as refused:
        actions.register_for(actor=advisor, fields=FIELDS | newer | {"sector_revision": "2"})
    assert refused.value.message_dict == {"sectors": ["Unknown NACE codes: 62.10"]}


def test_size_follows_the_head_count() -> None:
    company = factories.company(factories.agency(), head_count=49)
    assert company.size_class == "small"
    company.head_count = 250
    company.save()
    assert company.size_class == "larger"


def test_an_invitation_is_for_one_address_and_one_time() -> None:
    company = factories.company(factories.agency())
    owner = factories.company_person(company)
    invited = factories.person(email="new@people.example")
    invitation = actions.invite(
        actor=owner, company_id=company.pk, email="New@people.example", language="en"
    )
    token = invitation.token()
    with pytest.raises(NotAllowed):
        actions.join(user=invited, invitation_id=invitation.pk, token="x" * 43)
    with pytest.raises(NoLongerPossible):
        actions.join(user=factories.person(), invitation_id=invitation.pk, token=token)
    for _time in range(2):
        assert actions.join(user=invited, invitation_id=invitation.pk, token=token) == company
    assert CompanyMember.objects.filter(company=company, user=invited).count() == 1


def test_an_invitation_ends_after_two_weeks_or_with_the_next_one() -> None:
    company = factories.company(factories.agency())
    owner = factories.company_person(company)
    invited = factories.person(email="late@people.example")
    with clock.at(datetime(2026, 11, 2, 9, tzinfo=UTC)):
        first = actions.invite(
            actor=owner, company_id=company.pk, email=invited.email, language="en"
        )
        second = actions.invite(
            actor=owner, company_id=company.pk, email=invited.email, language="en"
        )
    token = first.token()
    with clock.at(datetime(2026, 11, 3, 9, tzinfo=UTC)), pytest.raises(NoLongerPossible):
        actions.join(user=invited, invitation_id=first.pk, token=token)
    token = second.token()
    late = datetime(2026, 11, 2, 9, tzinfo=UTC) + timedelta(days=14)
    with clock.at(late), pytest.raises(NoLongerPossible):
        actions.join(user=invited, invitation_id=second.pk, token=token)


def test_the_last_person_of_a_company_stays() -> None:
    company = factories.company(factories.agency())
    owner = factories.company_person(company)
    member = CompanyMember.objects.get(company=company)
    with pytest.raises(ValidationError):
        actions.remove_member(actor=owner, company_id=company.pk, member_id=member.pk)


def test_the_desk_puts_a_registration_together_with_a_company_it_knows() -> None:
    agency = factories.agency()
    advisor = factories.staff(agency)
    known, registered = factories.company(agency), factories.company(agency)
    owner = factories.company_person(registered)
    with pytest.raises(NotAllowed):
        actions.merge(
            actor=factories.staff(factories.agency()), company_id=registered.pk, into_id=known.pk
        )
    actions.merge(actor=advisor, company_id=registered.pk, into_id=known.pk, admitted=[owner.user])
    assert CompanyMember.objects.get(company=known).user_id == owner.user_id
    assert not Company.objects.visible_to(advisor).filter(pk=registered.pk).exists()


def test_two_entries_look_like_one_company_though_one_lacks_what_the_other_has() -> None:
    agency = factories.agency()
    one = factories.company(agency, vat_number="DE136695976", website="https://a.example")
    two = factories.company(agency, vat_number="DE136695976", website="https://b.example")
    assert may_be_one(one, two)
    two.vat_number = ""
    assert not may_be_one(one, two)
    two.website = "https://www.a.example/contact"
    assert may_be_one(one, two)
    two.website, two.legal_name = "", one.legal_name.upper()
    assert may_be_one(one, two)
    # A sister firm on the same domain, or a namesake.
    two.website, two.vat_number = one.website, "DE999571845"
    assert not may_be_one(one, two)


def impostor(known: Company, advisor: Actor) -> Actor:
    """Somebody who registered a known company once more; put together with it."""
    registered = factories.company(known.agency, legal_name=known.legal_name)
    person = factories.company_person(registered)
    actions.invite(
        actor=person, company_id=registered.pk, email="more@impostors.example", language="en"
    )
    Notice.objects.all().delete()
    actions.merge(actor=advisor, company_id=registered.pk, into_id=known.pk)
    return person


def test_a_known_company_is_never_put_together_with_a_registration_that_nobody_admitted() -> None:
    known = factories.company(factories.agency(), region="DE111")
    advisor, stranger = factories.staff(known.agency), factories.person()
    owner = factories.company_person(known)
    registered = actions.register(
        actor=Actor(user_id=stranger.pk),
        fields={"legal_name": known.legal_name, "country": "DE", "region": "DE111"},
    )
    assert registered.agency == known.agency
    for admitted in ([], [owner.user_id]):
        with pytest.raises(ValidationError) as refused:
            actions.merge(
                actor=advisor, company_id=known.pk, into_id=registered.pk, admitted=admitted
            )
        assert list(refused.value.message_dict) == ["into"]
    assert CompanyMember.objects.get(company=known).user_id == owner.user_id
    # The form of the known one does not offer it; its page says from where it is done.
    browser = browser_of(advisor)
    address = reverse("companies:desk-company-merge", kwargs={"company_id": known.pk})
    assert str(registered.pk) not in browser.get(address).content.decode()
    page = browser.get(
        reverse("companies:desk-company", kwargs={"company_id": known.pk})
    ).content.decode()
    assert address not in page
    assert "from its own page" in page
    # From its own page: who acts for the one that stays is named, and keeps it.
    form = browser.get(
        reverse("companies:desk-company-merge", kwargs={"company_id": registered.pk})
    )
    assert owner_mail(owner) in form.content.decode()
    actions.merge(actor=advisor, company_id=registered.pk, into_id=known.pk)
    assert CompanyMember.objects.get(company=known).user_id == owner.user_id


def test_many_registrations_do_not_hide_the_known_company_from_a_form_that_puts_together() -> None:
    known = factories.company(factories.agency(), region="DE111", legal_name="Zimt Works")
    registered = [
        actions.register(
            actor=Actor(user_id=factories.person().pk),
            fields={
                "legal_name": "Zimt Works" if number == 0 else "zimt works",
                "country": "DE",
                "region": "DE111",
            },
        )
        for number in range(ALIKE_SHOWN + 2)
    ]
    found = alike(registered[0], within_agency=known.agency_id)
    assert len(found) == ALIKE_SHOWN + 1
    assert found[0] == known
    assert alike(known, within_agency=known.agency_id, that_may_stay=True) == []


def owner_mail(actor: Actor) -> str:
    """The address of who acts."""
    return User.objects.get(pk=actor.user_id).email


def hears(kind: str) -> set[UUID | None]:
    return set(Notice.objects.filter(kind=kind).values_list("person_id", flat=True))


def test_who_registered_a_known_company_is_no_colleague_until_somebody_of_it_says_so() -> None:
    known = factories.company(factories.agency())
    owner, advisor = factories.company_person(known), factories.staff(known.agency)
    person = impostor(known, advisor)
    assert CompanyMember.objects.filter(company=known).count() == 1
    assert actor_under(User.objects.get(pk=person.user), known.pk) is None
    assert not CompanyInvitation.objects.filter(
        email="more@impostors.example", revoked_at__isnull=True
    ).exists()
    assert hears("company.join_asked") == {owner.user_id}
    assert hears("company.merged") == {person.user_id}
    waiting = JoinRequest.objects.get(company=known)
    stranger = factories.company_person(factories.company(known.agency))
    with pytest.raises(NotAllowed):
        actions.decide_join(actor=stranger, company_id=known.pk, join_id=waiting.pk, admit=True)
    second = factories.company_person(known)
    actions.decide_join(actor=owner, company_id=known.pk, join_id=waiting.pk, admit=True)
    assert CompanyMember.objects.filter(company=known, user_id=person.user).exists()
    assert hears("company.joined") == {second.user_id}
    with pytest.raises(NoLongerPossible):
        actions.decide_join(actor=owner, company_id=known.pk, join_id=waiting.pk, admit=True)


def test_who_is_turned_away_acts_for_nobody() -> None:
    known = factories.company(factories.agency())
    advisor = factories.staff(known.agency)
    person = impostor(known, advisor)
    waiting = JoinRequest.objects.get(company=known)
    actions.decide_join(actor=advisor, company_id=known.pk, join_id=waiting.pk, admit=False)
    assert not JoinRequest.objects.exists()
    assert not CompanyMember.objects.filter(user_id=person.user).exists()


def test_the_people_of_a_company_hear_who_is_invited_and_who_joined() -> None:
    company = factories.company(factories.agency())
    owner, colleague = factories.company_person(company), factories.company_person(company)
    invitation = actions.invite(
        actor=owner, company_id=company.pk, email="new@people.example", language="en"
    )
    assert hears("company.person_invited") == {colleague.user_id}
    new = factories.person(email="new@people.example")
    token = invitation.token()
    actions.join(user=new, invitation_id=invitation.pk, token=token)
    assert hears("company.joined") == {owner.user_id, colleague.user_id}


def test_who_is_removed_from_a_company_hears_of_it_and_who_stays() -> None:
    """Somebody who was invited shut all others out, and nobody heard of it."""
    company = factories.company(factories.agency())
    by, stays, goes = (factories.company_person(company) for _number in range(3))

    def remove(who: Actor) -> None:
        member = CompanyMember.objects.get(company=company, user=who.user_id)
        actions.remove_member(actor=by, company_id=company.pk, member_id=member.pk)

    remove(goes)
    assert hears("company.removed") == {goes.user_id}
    assert hears("company.left") == {stays.user_id}
    (notice,) = Notice.objects.filter(kind="company.removed")
    renderer = renderer_of("company.removed")
    message = renderer.message(notice) if renderer else None
    assert message is not None
    assert company.legal_name not in message.subject + str(message.lead)
    # Who leaves knows.
    remove(by)
    assert hears("company.removed") == {goes.user_id}


def test_of_many_entries_that_look_alike_the_rest_is_searched_for() -> None:
    home = factories.agency()
    for number in range(ALIKE_SHOWN + 2):
        factories.company(home, legal_name="Hansa GmbH", external_id=f"No. {number}")
    company = Company.objects.unrestricted("a test").earliest("sort_name", "pk")
    client = browser_of(factories.staff(home))
    address = reverse("companies:desk-company", kwargs={"company_id": company.pk})
    page = client.get(address).content.decode()
    assert page.count("Hansa GmbH</a>") == ALIKE_SHOWN
    (link,) = re.findall(r'href="(/desk/companies/\?q=[^"]+)">Search for more', plain(page))
    index.refresh()
    assert client.get(link).content.decode().count("Hansa GmbH</a>") == ALIKE_SHOWN + 2


@pytest.mark.parametrize(
    ("one", "other", "are_alike"),
    [
        ("https://www.facebook.com/zephyrine", "https://www.facebook.com/ollerman", False),
        ("https://www.facebook.com/zephyrine/", "http://facebook.com/Zephyrine", True),
        ("https://www.facebook.com", "https://facebook.com", False),
        ("https://zephyrine.jimdosite.com", "https://ollerman.jimdosite.com", False),
        ("https://www.zephyrine.example/fr", "https://zephyrine.example/de", True),
    ],
)
def test_pages_at_a_network_that_many_share_make_no_two_companies_one(
    one: str, other: str, are_alike: bool
) -> None:
    first = factories.company(factories.agency(), legal_name="Zephyrine SAS", website=one)
    second = factories.company(factories.agency(), legal_name="Ollerman SL", website=other)
    assert may_be_one(first, second) is are_alike
    assert (alike(second) == [first]) is are_alike


def test_who_acted_for_an_entry_that_an_agency_knew_is_kept_whether_or_not_they_go_on() -> None:
    agency = factories.agency()
    going, stays = factories.company(agency), factories.company(agency)
    person = factories.company_person(going, name="Ada Zorlettini")
    actions.merge(actor=factories.staff(agency), company_id=going.pk, into_id=stays.pk)
    assert JoinRequest.objects.get(company=stays).user_id == person.user_id
    (kept,) = stays.known_as.filter(person=person.user_id)
    assert (kept.person_name, kept.is_claimed) == ("Ada Zorlettini", False)


def test_what_both_entries_were_known_as_stands_in_the_way_of_nothing() -> None:
    """A typing error that was corrected back, in two entries of one company: the same was kept
    twice, and afterwards nothing could be changed."""
    agency = factories.agency()
    advisor = factories.staff(agency)
    first, second = (factories.company(agency, legal_name="Zephyrine") for _number in range(2))
    gone = factories.company_person(first, name="Anna Kowalczyk")
    CompanyMember.objects.create(company=second, user_id=gone.user_id)
    for entry in (first, second):
        for name in ("Zephyrin", "Zephyrine"):
            actions.change_profile(actor=advisor, company_id=entry.pk, fields={"legal_name": name})
        member = CompanyMember.objects.get(company=entry, user_id=gone.user_id)
        actions.remove_member(actor=advisor, company_id=entry.pk, member_id=member.pk)
    actions.merge(actor=advisor, company_id=first.pk, into_id=second.pk)
    actions.change_profile(
        actor=advisor, company_id=second.pk, fields={"website": "https://zephyrine.example"}
    )
    User.objects.filter(pk=gone.user_id).update(name="Anna Nowak")
    again = CompanyMember.objects.create(company=second, user_id=gone.user_id)
    actions.remove_member(actor=advisor, company_id=second.pk, member_id=again.pk)
    names = second.known_as.filter(person=gone.user_id).values_list("person_name", flat=True)
    assert set(names) == {"Anna Kowalczyk", "Anna Nowak"}


def test_the_page_for_putting_together_names_whom_another_agency_entered() -> None:
    agency = factories.agency()
    entry, known = (factories.company(agency, legal_name="Zephyrine") for _number in range(2))
    Contact.objects.create(company=known, name="Real Person", email="real@zephyrine.example")
    page = browser_of(factories.staff(agency))
    address = reverse("companies:desk-company-merge", kwargs={"company_id": entry.pk})
    assert "Another agency entered" not in page.get(address).content.decode()
    Contact.objects.create(
        company=known, name="Eve Claimed", email="eve@home.example", is_claimed=True
    )
    shown = page.get(address).content.decode()
    assert "who are removed: Eve Claimed (eve@home.example)." in shown
    assert "Real Person" not in shown
