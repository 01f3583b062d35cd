"""Every list as a file: what is on its pages, and nothing else."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from python_calamine import CalamineWorkbook

from activities import clock
from activities.actor import Actor
from companies.models import CompanyMember
from network.models import Membership
from tests import factories
from tests.access.people import browser_of
from tests.access.story import PLANTED, Story, make_story
from tests.requests.case import NOW
from web import exports, spreadsheets
from web.components import Cell, Chip, Column, Row
from web.exports import write_waiting
from web.lists import ListPage
from web.models import Export
from web.spreadsheets import Format, values_of

pytestmark = pytest.mark.django_db

# By route: who opens it, and with what.
LISTS: dict[str, tuple[str, dict[str, str]]] = {
    "requests:desk": ("home advisor", {"tab": "all"}),
    "requests:desk-referrals": ("partner advisor", {"tab": "all"}),
    "requests:requests": ("company", {}),
    "matching:desk-companies": ("partner advisor", {}),
    "matching:matching-health": ("secretariat", {}),
    "companies:placements": ("secretariat", {}),
    "network:desk-people": ("home coordinator", {}),
    "notifications:notices": ("home advisor", {}),
    "web:duties": ("company", {}),
}
# Where a row is only picked.
PICKED = {"requests:request-company", "requests:desk-referral-candidates"}


@pytest.fixture
def story(settings: Any, tmp_path: Path) -> Iterator[Story]:
    settings.MEDIA_ROOT = tmp_path
    told = make_story().play("presented")
    factories.company(None, country="NO", legal_name="Fjordvik AS")
    with clock.at(told.now()):
        yield told


def lists_of(patterns: list[Any], space: str = "") -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from lists_of(one.url_patterns, f"{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern):
            view = getattr(one.callback, "view_class", None)
            if view is not None and (issubclass(view, ListPage) or hasattr(view, "exported")):
                yield f"{space}{one.name}"


def test_each_list_is_known_here() -> None:
    assert set(lists_of(get_resolver().url_patterns)) == {*LISTS, *PICKED}


class Table(HTMLParser):
    """The rows of the page's table: of each cell its text, the line below, and its chips."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[tuple[str, str, list[str]]]] = []
        self.parts: list[str] = []
        self.within: list[str] = []
        self.in_body = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = dict(attrs).get("class") or ""
        if tag == "tbody":
            self.in_body = True
        elif self.in_body and tag == "tr":
            self.rows.append([])
        elif self.in_body and tag in {"td", "th"}:
            self.rows[-1].append(("", "", []))
        if self.in_body and tag == "span":
            kinds = {"table__line": "line", "chips": "chips"}
            self.within.append(
                next((kinds[one] for one in classes.split() if one in kinds), "")
                or ("chip" if classes.startswith("chip ") else "")
            )
            if self.within[-1] == "chip":
                self.rows[-1][-1][2].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "tbody":
            self.in_body = False
        elif self.in_body and tag == "span" and self.within:
            self.within.pop()

    def handle_data(self, data: str) -> None:
        if not self.in_body or not self.rows or not self.rows[-1]:
            return
        text, line, chips = self.rows[-1][-1]
        if "chip" in self.within:
            chips[-1] += data.strip()
        elif "line" in self.within:
            line += data.strip()
        elif not self.within:
            text += data.strip()
        self.rows[-1][-1] = (text, line, chips)


def on_pages(browser: Client, address: str, asked: dict[str, str]) -> list[Any]:
    """The rows of all pages of a list."""
    found: list[Any] = []
    for number in range(1, 100):
        page = browser.get(address, asked | {"page": str(number)})
        table = Table()
        table.feed(page.content.decode())
        found += table.rows
        if 'rel="next"' not in page.content.decode():
            return found
    raise AssertionError("it never ends")


def done_with(response: Any) -> None:
    """Close its file; to close the response itself would end the test's connection."""
    for close in response._resource_closers:
        close()


def content_of(response: Any) -> bytes:
    assert response.status_code == 200
    content = b"".join(response.streaming_content)
    done_with(response)
    return content


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("route", LISTS)
def test_a_list_s_file_is_what_its_pages_show(story: Story, route: str) -> None:
    role, asked = LISTS[route]
    browser, address = browser_of(story.people[role]), reverse(route)
    shown = on_pages(browser, address, asked)
    assert shown, "the list has rows here"
    heads, *lines = read_csv(content_of(browser.get(address, asked | {"export": "csv"})))
    assert len(lines) == len(shown)
    for line, cells in zip(lines, shown, strict=True):
        words = " ".join(line)
        for text, below, chips in cells:
            whole = [below, *chips] if text[:1].isdigit() or text == "–" else [text, below, *chips]
            for one in whole:
                assert one in words, (one, line)
    book = read_xlsx(content_of(browser.get(address, asked | {"export": "xlsx"})))
    assert [str(one) for one in book[0]] == heads
    assert len(book) == len(lines) + 1
    for line, values in zip(lines, book[1:], strict=True):
        for written, value in zip(line, values, strict=True):
            if isinstance(value, str):
                assert value == written.removeprefix("'")
            elif isinstance(value, float):
                assert value == float(written)
            else:
                assert value.isoformat()[:10] == written[:10]
    # A page of it is no part of the file's address.
    again = content_of(browser.get(address, asked | {"export": "csv", "page": "7"}))
    assert read_csv(again) == [heads, *lines]


def test_a_page_offers_its_list_as_it_is_filtered(story: Story) -> None:
    browser = browser_of(story.people["home advisor"])
    asked = {"tab": "all", "q": "zzz", "sort": "title"}
    page = browser.get(reverse("requests:desk"), {"tab": "all", "sort": "title"})
    links = [f'href="?{urlencode(asked | {"export": one})}"' for one in ("csv", "xlsx")]
    found = page.content.decode().replace("&amp;", "&")
    for link in links:
        assert link.replace("&q=zzz", "") in found
    nothing = browser.get(reverse("requests:desk"), asked | {"export": "csv"})
    heads, *lines = read_csv(content_of(nothing))
    assert (heads[0], lines) == ("Request", [])


def test_filter_and_sort_hold_for_the_file() -> None:
    scene = factories.scene()
    with clock.at(NOW):
        for title in ("Bolts", "Axles", "Castings"):
            scene.request("in_triage", title=title)
        scene.request("submitted", title="Dies")
        browser = browser_of(scene.advisor)
        asked = {"tab": "all", "export": "csv"}

        def titles(**further: str) -> list[str]:
            answer = browser.get(reverse("requests:desk"), asked | further)
            return [line[0] for line in read_csv(content_of(answer))[1:]]

        assert titles(sort="title") == ["Axles", "Bolts", "Castings", "Dies"]
        assert titles(sort="-title") == ["Dies", "Castings", "Bolts", "Axles"]
        assert titles(sort="title", q="Castings") == ["Castings"]
        assert titles(tab="to_triage", sort="title") == ["Axles", "Bolts", "Castings", "Dies"]


def test_a_file_is_a_download_that_no_cache_keeps(story: Story) -> None:
    browser = browser_of(story.people["home advisor"])
    response = browser.get(reverse("requests:desk"), {"export": "xlsx"})
    done_with(response)
    assert response["Content-Disposition"].startswith("attachment; filename=")
    assert response["Content-Disposition"].endswith('.xlsx"')
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"


def test_no_file_tells_one_side_who_the_other_is(story: Story) -> None:
    secret = {
        "partner advisor": (
            "requester name",
            "full text",
            "other partner name",
            "late partner name",
        ),
        "other partner": ("requester name", "candidate name", "partner words"),
        "company": ("candidate name", "candidate set aside", "other partner name", "internal note"),
    }
    pages = ("requests:desk-referrals", "requests:requests", "notifications:notices", "web:duties")
    read = 0
    for role, words in secret.items():
        browser = browser_of(story.people[role])
        for route in (*pages, "matching:desk-companies"):
            for kind in Format:
                answer = browser.get(reverse(route), {"tab": "all", "export": kind})
                if answer.status_code == 403:
                    continue
                content = content_of(answer)
                rows = read_csv(content) if kind is Format.CSV else read_xlsx(content)
                text = " ".join(str(value) for row in rows for value in row)
                read += len(rows)
                for word in words:
                    assert PLANTED[word] not in text, (role, route, word)
    assert read > 20


COLUMNS = (Column("Name", line="Place", chips="State"), Column("Count", numeric=True))


# Source: OWASP, CSV injection.
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_text_like_a_formula_goes_out_as_text(sign: str) -> None:
    text = f"{sign}cmd|' /C calc'!A0"
    rows = [Row([Cell(text, line=text, chips=[Chip(text)]), Cell("3", value=3)])]
    out = io.BytesIO()
    spreadsheets.write(Format.CSV, COLUMNS, rows, out, "A list")
    heads, line = read_csv(out.getvalue())
    assert heads == ["Name", "Place", "State", "Count"]
    assert line == [f"'{text}", f"'{text}", f"'{text}", "3"]
    out = io.BytesIO()
    spreadsheets.write(Format.XLSX, COLUMNS, rows, out, "A list")
    assert b"<f>" not in out.getvalue()
    values = read_xlsx(out.getvalue())[1]
    # Excel's files know no lone carriage return at the beginning.
    assert [str(value).strip() for value in values[:3]] == [text.strip()] * 3
    assert values[3] == 3


@pytest.mark.parametrize("separator", [";", "\t", "\n"])
def test_no_formula_begins_where_another_program_separates_cells(separator: str) -> None:
    """Excel in German reads a list of commas by semicolons, so that a cell begins within a text."""
    out = io.BytesIO()
    rows = [Row([Cell(f"Gears{separator}=WEBSERVICE(A1)"), Cell("3", value=3)])]
    spreadsheets.write(Format.CSV, (Column("Name"), Column("Count")), rows, out, "A list")
    assert read_csv(out.getvalue())[1] == [f"Gears{separator}'=WEBSERVICE(A1)", "3"]
    text = out.getvalue().decode("utf-8-sig")
    for delimiter in ";\t":
        cells = [cell for row in csv.reader(io.StringIO(text), delimiter=delimiter) for cell in row]
        assert not [cell for cell in cells if cell.startswith("=")]


def test_a_column_says_what_stands_below_its_text() -> None:
    unsaid = (Column("Name"), Column("Count"))
    for cell in (Cell("Works", line="Berlin"), Cell("Works", chips=[Chip("new")])):
        with pytest.raises(ValueError, match="does not say"):
            values_of(unsaid, Row([cell, Cell("3")]))
    assert values_of(unsaid, Row([Cell(chips=[Chip("new"), Chip("late")]), Cell("3")])) == [
        "new; late",
        "3",
    ]


@pytest.fixture
def long_list(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[factories.Scene]:
    """A list is long from the third row on."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    monkeypatch.setattr(exports, "ROWS_BETWEEN_SIGNS", 1)
    scene = factories.scene()
    with clock.at(NOW):
        for title in ("Axles", "Bolts"):
            scene.request("in_triage", title=title)
        yield scene


def asked_for(actor: Actor, **further: str) -> HttpResponse:
    asked = {"tab": "all", "sort": "title", "export": "csv"} | further
    return browser_of(actor).get(reverse("requests:desk"), asked)  # type: ignore[return-value]


def status_of(actor: Actor, address: str) -> int:
    answer = browser_of(actor).get(address)
    done_with(answer)
    return answer.status_code


def test_a_long_list_is_written_by_a_worker_with_its_progress(long_list: factories.Scene) -> None:
    assert len(read_csv(content_of(asked_for(long_list.advisor)))) == 3
    long_list.request("in_triage", title="Castings")
    answer = asked_for(long_list.advisor)
    export = Export.objects.get()
    page = reverse("web:export", kwargs={"export_id": export.pk})
    assert (answer.status_code, answer["Location"]) == (302, page)
    browser = browser_of(long_list.advisor)
    assert "0 of 3 rows" in browser.get(page).content.decode()
    file = reverse("web:export-file", kwargs={"export_id": export.pk})
    assert browser.get(file).status_code == 404
    assert write_waiting() == 1
    assert write_waiting() == 0
    ready = browser.get(page).content.decode()
    assert f'href="{file}"' in ready
    assert 'href="/desk/?tab=all&amp;sort=title"' in ready
    lines = read_csv(content_of(browser.get(file)))
    assert [line[0] for line in lines] == ["Request", "Axles", "Bolts", "Castings"]
    export.refresh_from_db()
    assert (export.state, export.written, export.attempts) == ("ready", 2, 1)


def test_nobody_else_and_no_other_hat_has_the_file(long_list: factories.Scene) -> None:
    long_list.request("in_triage", title="Castings")
    asked_for(long_list.advisor)
    write_waiting()
    export = Export.objects.get()
    beside = factories.staff(long_list.home)
    for name in ("web:export", "web:export-file"):
        address = reverse(name, kwargs={"export_id": export.pk})
        assert status_of(long_list.advisor, address) == 200
        for other in (beside, long_list.owner, long_list.partner_advisor):
            assert browser_of(other).get(address).status_code == 404
    # The same person as somebody of a company.
    CompanyMember.objects.create(
        company=factories.company(long_list.partner), user_id=str(long_list.advisor.user_id)
    )
    Membership.objects.filter(user=long_list.advisor.user_id).delete()
    address = reverse("web:export-file", kwargs={"export_id": export.pk})
    assert browser_of(long_list.advisor).get(address).status_code == 404


def test_what_is_no_longer_theirs_to_see_is_not_written(long_list: factories.Scene) -> None:
    long_list.request("in_triage", title="Castings")
    asked_for(long_list.advisor)
    Membership.objects.filter(user=long_list.advisor.user_id).delete()
    assert write_waiting() == 1
    export = Export.objects.get()
    assert export.state == "failed"
    assert not default_storage.exists(export.stored_name)


def test_a_failing_export_is_tried_three_times(
    long_list: factories.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_list.request("in_triage", title="Castings")
    asked_for(long_list.advisor)

    def fail(*_args: Any, **_named: Any) -> None:
        raise OSError("no space")

    monkeypatch.setattr(exports, "write", fail)
    for number in range(1, 4):
        with clock.at(NOW + number * exports.LEASE):
            assert write_waiting() == 0
            export = Export.objects.get()
            assert (export.attempts, export.state) == (
                number,
                "failed" if number == 3 else "waiting",
            )
            page = browser_of(long_list.advisor).get(
                reverse("web:export", kwargs={"export_id": export.pk})
            )
            assert ("could not be made" in page.content.decode()) == (number == 3)


def test_an_hour_later_file_and_row_are_gone(long_list: factories.Scene) -> None:
    long_list.request("in_triage", title="Castings")
    asked_for(long_list.advisor)
    write_waiting()
    export = Export.objects.get()
    address = reverse("web:export-file", kwargs={"export_id": export.pk})
    with clock.at(NOW + timedelta(minutes=59)):
        assert exports.forget_old() == 0
        assert status_of(long_list.advisor, address) == 200
    with clock.at(NOW + exports.KEPT):
        assert browser_of(long_list.advisor).get(address).status_code == 404
        assert exports.forget_old() == 1
    assert not default_storage.exists(export.stored_name)
    assert not Export.objects.exists()


def test_the_same_list_is_ordered_once_and_nobody_orders_without_end(
    long_list: factories.Scene,
) -> None:
    long_list.request("in_triage", title="Castings")
    first = asked_for(long_list.advisor)
    assert asked_for(long_list.advisor)["Location"] == first["Location"]
    for sort in ("-title", "waiting", "-waiting", "company"):
        asked_for(long_list.advisor, sort=sort)
    assert Export.objects.count() == exports.MOST_WAITING
    # What only asks whether there is something orders nothing.
    write_waiting()
    browser = browser_of(long_list.advisor)
    asked = {"tab": "all", "sort": "advisor", "export": "csv"}
    assert browser.head(reverse("requests:desk"), asked).status_code == 200
    assert Export.objects.count() == exports.MOST_WAITING


def test_a_run_that_is_out_of_time_puts_its_export_back_and_begins_no_other(
    long_list: factories.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_list.request("in_triage", title="Castings")
    for sort in ("title", "-title"):
        asked_for(long_list.advisor, sort=sort)

    def out_of_time(*_args: Any, **_named: Any) -> None:
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(exports, "write", out_of_time)
    with pytest.raises(SoftTimeLimitExceeded):
        write_waiting()
    assert list(Export.objects.order_by("asked_at", "pk").values_list("attempts", flat=True)) in (
        [1, 0],
        [0, 1],
    )
    assert set(Export.objects.values_list("state", flat=True)) == {"waiting"}


def test_a_file_that_nobody_knows_is_not_kept(
    long_list: factories.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_list.request("in_triage", title="Castings")
    asked_for(long_list.advisor)
    original = spreadsheets.write

    def forgotten_meanwhile(*args: Any) -> None:
        Export.objects.all().delete()
        original(*args)

    monkeypatch.setattr(exports, "write", forgotten_meanwhile)
    monkeypatch.setattr(exports, "ROWS_BETWEEN_SIGNS", 1_000)
    write_waiting()
    assert default_storage.listdir("exports")[1] == []
    # And what was left behind otherwise goes when it is old.
    default_storage.save("exports/leftover", ContentFile(b"x"))
    with clock.at(clock.now() + timedelta(days=400)):
        assert exports.forget_old() == 1
    assert default_storage.listdir("exports")[1] == []
