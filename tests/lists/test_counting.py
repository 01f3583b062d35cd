"""Long lists: counted as far as one needs to know, with every row on some page."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from network.models import Organisation
from notifications.models import Notice
from notifications.queries import MOST_UNREAD, unread_count
from tests import factories
from tests.access.people import browser_of
from tests.lists.test_queries import queries
from tests.web.markup import plain
from web import counting
from web.components import Tab, bounded
from web.counting import BoundedPaginator, counts

pytestmark = pytest.mark.django_db


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """Lists are counted up to five."""
    monkeypatch.setattr(counting, "COUNTED", 5)
    return 5


def agencies(number: int) -> None:
    for _number in range(number):
        factories.agency()


def test_counts_of_many_queries_are_one_query_and_go_no_further() -> None:
    agencies(4)
    every = Organisation.objects.all()
    with queries() as asked:
        found = counts({"all": every, "none": every.none(), "de": every.filter(country="DE")}, 3)
    assert found == {"all": 3, "none": 0, "de": 3}
    assert len(asked) == 1
    assert counts({"all": every}, 5) == {"all": 4}


@pytest.mark.parametrize(("rows", "count", "is_more"), [(4, 4, False), (5, 5, True), (7, 5, True)])
def test_a_first_page_tells_that_there_are_more(
    few: int, rows: int, count: int, is_more: bool
) -> None:
    agencies(rows)
    page = BoundedPaginator(Organisation.objects.order_by("pk"), 2, None).get_page(1)
    assert (page.paginator.count, page.paginator.is_more) == (count, is_more)  # type: ignore[attr-defined]


def test_each_row_stands_on_one_page_however_many_there_are(few: int) -> None:
    agencies(13)
    rows = Organisation.objects.order_by("pk")
    seen: list[object] = []
    number: str | None = "1"
    while number is not None:
        page = BoundedPaginator(rows, 2, number).get_page(number)
        seen += [row.pk for row in page.object_list]
        number = str(page.next_page_number()) if page.has_next() else None
    assert seen == [row.pk for row in rows]


@pytest.mark.parametrize(
    ("asked", "given"), [("99", 3), ("x", 1), ("0", 1), ("9" * 30, 1), (None, 1), ("3", 3)]
)
def test_a_page_that_there_is_not_gives_another_one(few: int, asked: str, given: int) -> None:
    agencies(6)
    page = BoundedPaginator(Organisation.objects.order_by("pk"), 2, asked).get_page(asked or 1)
    assert (page.number, len(page.object_list)) == (given, 2)


def test_beyond_999_a_count_says_more() -> None:
    assert [bounded(one) for one in (0, 999, 1_000)] == ["0", "999", "999+"]
    assert Tab("All", "", 1_000).counted == "999+"
    assert bounded(100, MOST_UNREAD) == "99+"


def test_a_bell_counts_up_to_99() -> None:
    scene = factories.scene()
    case = scene.request("submitted")
    notice = Notice.objects.filter(person_id=scene.owner.user_id, case_id=case.pk).first()
    assert notice is not None
    for number in range(MOST_UNREAD):
        notice.pk, notice.occasion = None, f"once {number}"
        notice.save(force_insert=True)
    assert unread_count(scene.owner) == MOST_UNREAD
    page = browser_of(scene.owner).get(reverse("requests:requests")).content.decode()
    assert '<span class="topbar__count">99+</span>' in page


def test_every_agency_of_a_large_network_is_on_a_page_and_found_by_its_town() -> None:
    agencies(40)
    last = factories.agency("Zenith Agency", country="PT")
    Organisation.objects.filter(pk=last.pk).update(city="Évora")
    address = reverse("network:public-network")
    first = Client().get(address).content.decode()
    assert first.count("About this agency") == 40
    assert "Zenith Agency" not in first
    (link,) = re.findall(r'rel="next" href="([^"]+)"', plain(first))
    assert "Zenith Agency" in Client().get(address + link).content.decode()
    for typed in ("zenith", "Évora", "portugal"):
        page = Client().get(address, {"q": typed}).content.decode()
        assert page.count("About this agency") == 1
        assert "Zenith Agency" in page
    assert "is called so" in Client().get(address, {"q": "nowhere"}).content.decode()
