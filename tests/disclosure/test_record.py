"""What becomes known is on record with its ground, and counts while it stands."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from activities import clock
from activities.actor import ANONYMOUS, Actor, Link
from activities.models import Activity
from companies.models import Company
from disclosure import grounds, parties
from disclosure.actions import Handover, record, withdraw
from disclosure.enums import AccessLine, Field
from disclosure.grounds import Ground
from disclosure.models import Disclosure
from disclosure.parties import (
    AudienceKind,
    Origin,
    Recipient,
    Subject,
    ToAddress,
    ToAudience,
    ToCompany,
    ToOrganisation,
)
from disclosure.queries import disclosed, disclosed_to_each
from network.models import Organisation
from tests import factories

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)
HELLO = Ground("hello", (AccessLine.CANDIDATE_NAME, AccessLine.CANDIDATE_CONTACT))
NAME = (Field.NAME,)


@pytest.fixture(autouse=True)
def _registries(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test registers goes with it."""
    monkeypatch.setattr(grounds, "_REGISTERED", dict(grounds._REGISTERED))
    monkeypatch.setattr(parties, "_SUBJECTS", set(parties._SUBJECTS))
    monkeypatch.setattr(parties, "_AUDIENCES", dict(parties._AUDIENCES))
    grounds.register(HELLO)
    with clock.at(NOW):
        yield


@pytest.fixture
def agency() -> Organisation:
    return factories.agency("Nordhaus")


@pytest.fixture
def company(agency: Organisation) -> Company:
    return factories.company(agency)


def handover(
    of: Subject,
    to: Recipient,
    *,
    fields: tuple[Field, ...] = NAME,
    case_id: uuid.UUID | None = None,
    origin: Origin | None = None,
    until: datetime | None = None,
) -> Handover:
    activity = Activity.objects.create(
        verb="hello",
        subject_kind="meeting",
        subject_id=uuid.uuid4(),
        context_kind="meeting",
        context_id=case_id or uuid.uuid4(),
        happened_at=NOW,
        channel="page",
    )
    led_to_it = origin or Origin("meeting", activity.subject_id)
    return Handover(of, fields, to, led_to_it, activity, until)


def knows(reader: Actor, subject: Subject) -> set[Field]:
    return set(disclosed(reader, [subject])[subject])


def test_each_kind_of_recipient_knows_what_was_disclosed_to_it_and_to_nobody_else(
    agency: Organisation, company: Company
) -> None:
    def ours(reader: Actor) -> QuerySet[Organisation, uuid.UUID]:
        found = Organisation.objects.filter(pk=agency.pk)
        mine = found if reader.organisation_id == agency.pk else found.none()
        return mine.values_list("pk", flat=True)

    parties.register_audience_kind(AudienceKind("guests", ours))
    other, friend = factories.agency("Ardenne"), factories.company(agency)
    readers = {
        "organisation": Actor(organisation_id=agency.pk),
        "other organisation": Actor(organisation_id=other.pk),
        "company": Actor(company_id=friend.pk),
        "other company": Actor(company_id=factories.company(agency).pk),
        "address": Actor(link=Link(uuid.uuid4(), "x", uuid.uuid4(), "ada@post.example")),
        "other address": Actor(link=Link(uuid.uuid4(), "x", uuid.uuid4(), "eve@post.example")),
        "no address": Actor(link=Link(uuid.uuid4(), "x", uuid.uuid4())),
        "nobody": ANONYMOUS,
    }
    for to, who in (
        (ToOrganisation(agency.pk), {"organisation"}),
        (ToCompany(friend.pk), {"company"}),
        (ToAddress("Ada@Post.example"), {"address"}),
        (ToAudience("guests", agency.pk), {"organisation"}),
        (ToAudience("guests", other.pk), set()),
    ):
        subject = Subject(factories.company(agency).pk)
        record(HELLO, [handover(subject, to)])
        assert {name for name, reader in readers.items() if knows(reader, subject)} == who, to


def test_what_is_known_is_the_sum_of_what_was_disclosed(
    agency: Organisation, company: Company
) -> None:
    subject, reader = Subject(company.pk), Actor(organisation_id=agency.pk)
    to = ToOrganisation(agency.pk)
    record(HELLO, [handover(subject, to), handover(subject, to, fields=(Field.CONTACT,))])
    assert knows(reader, subject) == {Field.NAME, Field.CONTACT}


def test_it_counts_within_its_case_and_for_its_origin(
    agency: Organisation, company: Company
) -> None:
    case_id, origin = uuid.uuid4(), Origin("meeting", uuid.uuid4())
    reader = Actor(organisation_id=agency.pk)
    record(
        HELLO,
        [handover(Subject(company.pk), ToOrganisation(agency.pk), case_id=case_id, origin=origin)],
    )
    for within, known in (
        ({}, NAME),
        ({"case_id": case_id}, NAME),
        ({"case_id": uuid.uuid4()}, ()),
        ({"origin": origin}, NAME),
        ({"origin": Origin("meeting", uuid.uuid4())}, ()),
        ({"origin": Origin("interest", origin.id)}, ()),
        ({"case_id": case_id, "origin": origin}, NAME),
    ):
        assert knows(reader, Subject(company.pk, **within)) == set(known), within  # type: ignore[arg-type]


def test_it_counts_until_it_is_withdrawn_or_its_time_is_over(
    agency: Organisation, company: Company
) -> None:
    subject, reader = Subject(company.pk), Actor(organisation_id=agency.pk)
    to = ToOrganisation(agency.pk)
    record(HELLO, [handover(subject, to, until=NOW + timedelta(days=1))])
    with clock.at(NOW + timedelta(hours=23)):
        assert knows(reader, subject) == {Field.NAME}
    with clock.at(NOW + timedelta(days=1)):
        assert knows(reader, subject) == set()
    kept, gone = Origin("meeting", uuid.uuid4()), Origin("meeting", uuid.uuid4())
    record(HELLO, [handover(subject, to, origin=gone)])
    record(HELLO, [handover(subject, to, fields=(Field.CONTACT,), origin=kept)])
    # Of the same id, but another kind of thing.
    withdraw(HELLO, "interest", [gone.id])
    with clock.at(NOW + timedelta(days=1)):
        assert knows(reader, subject) == {Field.NAME, Field.CONTACT}
    withdraw(HELLO, "meeting", [gone.id])
    with clock.at(NOW + timedelta(days=1)):
        assert knows(reader, subject) == {Field.CONTACT}
        # That it did is on record, and when it ended is said once.
        withdraw(HELLO, "meeting", [gone.id])
    on_record = Disclosure.objects.unrestricted("a test").filter(origin_id=gone.id)
    assert [row.withdrawn_at for row in on_record] == [NOW]


def test_withdrawing_touches_its_own_ground_alone(agency: Organisation, company: Company) -> None:
    other = Ground("other", (AccessLine.CANDIDATE_NAME,))
    grounds.register(other)
    subject, origin = Subject(company.pk), Origin("meeting", uuid.uuid4())
    for ground in (HELLO, other):
        record(ground, [handover(subject, ToOrganisation(agency.pk), origin=origin)])
    withdraw(other, "meeting", [origin.id])
    assert knows(Actor(organisation_id=agency.pk), subject) == {Field.NAME}


def test_other_kinds_of_subjects_are_told_apart_from_companies(
    agency: Organisation, company: Company
) -> None:
    parties.register_subject_kind("contact")
    reader, to = Actor(organisation_id=agency.pk), ToOrganisation(agency.pk)
    record(HELLO, [handover(Subject(company.pk, "contact"), to)])
    assert knows(reader, Subject(company.pk, "contact")) == {Field.NAME}
    assert knows(reader, Subject(company.pk)) == set()


def test_any_number_of_subjects_is_one_query(agency: Organisation, company: Company) -> None:
    parties.register_subject_kind("contact")
    subjects = [Subject(company.pk), Subject(uuid.uuid4(), "contact"), Subject(uuid.uuid4())]
    with CaptureQueriesContext(connection) as asked:
        found = disclosed(Actor(organisation_id=agency.pk), subjects)
    assert len(asked) == 1
    assert found == dict.fromkeys(subjects, frozenset())
    with CaptureQueriesContext(connection) as asked:
        assert disclosed(ANONYMOUS, subjects) == found
        assert disclosed(Actor(organisation_id=agency.pk), []) == {}
    assert len(asked) == 0


def test_of_several_readers_each_is_told_what_it_knows_alone(
    agency: Organisation, company: Company
) -> None:
    """One query for all; nobody learns of what another one came to know, nor of whom they ask."""
    other = factories.company(agency)
    record(
        HELLO,
        [
            handover(Subject(company.pk), ToOrganisation(agency.pk)),
            handover(Subject(other.pk), ToCompany(company.pk), fields=(*NAME, Field.CONTACT)),
        ],
    )
    both = [Subject(company.pk), Subject(other.pk)]
    readers = [Actor(organisation_id=agency.pk), Actor(company_id=company.pk), ANONYMOUS]
    with CaptureQueriesContext(connection) as asked:
        found = disclosed_to_each((reader, both) for reader in readers)
    assert len(asked) == 1
    assert found == [disclosed(reader, both) for reader in readers]
    assert [[set(of[one]) for one in both] for of in found] == [
        [set(NAME), set()],
        [set(), {*NAME, Field.CONTACT}],
        [set(), set()],
    ]
    # Asked for the one alone, a reader is told nothing of the other.
    first, second = disclosed_to_each(
        [(readers[0], [Subject(other.pk)]), (readers[1], [Subject(other.pk)])]
    )
    assert first == {Subject(other.pk): frozenset()}
    assert set(second[Subject(other.pk)]) == {*NAME, Field.CONTACT}


def test_recording_many_is_one_insert(agency: Organisation, company: Company) -> None:
    several = [handover(Subject(company.pk), ToOrganisation(agency.pk)) for _number in range(9)]
    with CaptureQueriesContext(connection) as asked:
        record(HELLO, several)
    assert len(asked) == 1


def test_what_nobody_registered_is_refused(agency: Organisation, company: Company) -> None:
    subject, to = Subject(company.pk), ToOrganisation(agency.pk)
    stranger = Ground("stranger", (AccessLine.CANDIDATE_NAME,))
    with pytest.raises(LookupError, match="stranger"):
        record(stranger, [handover(subject, to)])
    with pytest.raises(LookupError, match="stranger"):
        withdraw(stranger, "meeting", [uuid.uuid4()])
    # Of the same code, but not the one that was registered.
    with pytest.raises(LookupError, match="hello"):
        record(Ground("hello", (AccessLine.BRIEF,)), [handover(subject, to, fields=(Field.BRIEF,))])
    with pytest.raises(LookupError, match="contact"):
        record(HELLO, [handover(Subject(company.pk, "contact"), to)])
    with pytest.raises(LookupError, match="guests"):
        record(HELLO, [handover(subject, ToAudience("guests", agency.pk))])
    assert not Disclosure.objects.unrestricted("a test").exists()


def test_a_ground_hands_over_what_its_lines_allow_and_no_more(
    agency: Organisation, company: Company
) -> None:
    subject, to = Subject(company.pk), ToOrganisation(agency.pk)
    for fields in ((Field.NAME, Field.BRIEF), (Field.CARD,), ()):
        with pytest.raises(ValueError, match="hello"):
            record(HELLO, [handover(subject, to, fields=fields)])


def test_a_ground_that_no_line_of_the_access_table_allows_stops_the_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="nothing"):
        grounds.register(Ground("nothing", ()))
    with pytest.raises(ImproperlyConfigured, match="hello"):
        grounds.register(Ground("hello", (AccessLine.BRIEF,)))
    grounds.register(HELLO)


def test_a_second_kind_of_audience_of_one_code_is_refused() -> None:
    def nobody(reader: Actor) -> QuerySet[Organisation, uuid.UUID]:
        return Organisation.objects.none().values_list("pk", flat=True)

    parties.register_audience_kind(AudienceKind("guests", nobody))
    parties.register_audience_kind(AudienceKind("guests", nobody))
    with pytest.raises(ImproperlyConfigured, match="guests"):
        parties.register_audience_kind(
            AudienceKind("guests", lambda reader: nobody(reader))  # another one
        )


@pytest.mark.parametrize(
    "columns",
    [
        {"to_company_id": "company"},
        {"to_address": "ada@post.example"},
        {"audience_kind": "guests", "audience_id": "company"},
        {"to_organisation_id": None},
        {"subject_kind": "contact", "subject_id": "company"},
        {"company_id": None},
    ],
)
def test_the_database_takes_one_subject_and_one_recipient(
    agency: Organisation, company: Company, columns: dict[str, str | None]
) -> None:
    record(HELLO, [handover(Subject(company.pk), ToOrganisation(agency.pk))])
    rows = Disclosure.objects.unrestricted("a test")
    values = {name: company.pk if value == "company" else value for name, value in columns.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**values)


def test_the_record_is_read_by_the_company_and_by_who_came_to_know_it(
    agency: Organisation, company: Company
) -> None:
    record(HELLO, [handover(Subject(company.pk), ToOrganisation(agency.pk))])
    readers = {
        "its company": Actor(company_id=company.pk),
        "who was told": Actor(organisation_id=agency.pk),
        "another agency": Actor(organisation_id=factories.agency("Ardenne").pk),
        "another company": Actor(company_id=factories.company(agency).pk),
        "nobody": ANONYMOUS,
    }
    reading = {
        name for name, reader in readers.items() if Disclosure.objects.visible_to(reader).exists()
    }
    assert reading == {"its company", "who was told"}


def test_the_lines_are_those_of_the_access_table() -> None:
    table = Path(__file__).resolve().parents[2] / "docs" / "access.md"
    lines = re.findall(r"^\| ([^|]+?) \|", table.read_text(), re.MULTILINE)
    assert {line.words for line in AccessLine} <= set(lines)


def test_the_grounds_are_those_of_the_documentation() -> None:
    table = Path(__file__).resolve().parents[2] / "docs" / "access.md"
    told = set(re.findall(r"^\| `([a-z_]+)` \|", table.read_text(), re.MULTILINE))
    assert told == set(grounds._REGISTERED) - {HELLO.code}
