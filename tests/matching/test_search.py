"""Searching companies by what somebody types, in any language; companies alike."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from companies.models import Company
from matching import index, tasks
from matching.engine import search_companies
from matching.models import NeedText
from matching.nearest import Among
from network.models import Organisation
from tests import factories
from tests.access.people import browser_of
from tests.matching.conftest import CATALAN

pytestmark = pytest.mark.django_db


def found(typed: str, language: str = "en") -> list[str]:
    index.refresh()
    scope = Company.objects.unrestricted("a test")
    ids = search_companies(typed, language, Among(scope)).company_ids
    names = dict(scope.values_list("pk", "legal_name"))
    return [names[pk] for pk in ids]


@pytest.mark.parametrize(
    "typed", ["fosa", "FOSES", "reductor", "Foneria Un", "Fonerja", "carcassa alumini"]
)
def test_words_stems_names_and_slips_find_it_first(
    foundry: Company, bakery: Company, typed: str
) -> None:
    assert found(typed)[0] == foundry.legal_name


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Χυτήριο Θερμαϊκού ΑΕ", "Χυτηριο Θερμαικου"),
        ("Χυτήριο Θερμαϊκού ΑΕ", "Χυτίριο Θερμαικού"),
        ("Χυτήριο Θερμαϊκού ΑΕ", "Thermaikou"),
        ("Леярна Балкан ЕООД", "Леярна Балкон"),
        ("Леярна Балкан ЕООД", "Леярни"),
        ("Леярна Балкан ЕООД", "Learna Balkan"),
    ],
)
def test_names_of_other_scripts_are_found_with_a_slip_and_in_latin_letters(
    home: Organisation, bakery: Company, name: str, typed: str
) -> None:
    factories.company(home, legal_name=name, offers="", website="")
    assert found(typed)[0] == name


def test_what_is_near_in_meaning_is_found_in_another_language(
    foundry: Company, bakery: Company
) -> None:
    index.refresh()
    tasks.embed()
    assert found("Aluminiumdruckguss Gießerei", "de")[0] == foundry.legal_name
    assert found("Bäckerei Brot", "de")[0] == bakery.legal_name


def test_a_word_that_names_a_sector_finds_its_companies_whatever_their_language(
    home: Organisation, bakery: Company
) -> None:
    latvian = factories.company(
        home, legal_name="Lietuve", offers="Alumīnija detaļas.", offers_language="lv",
        sectors=["24.53"],
    )  # fmt: skip
    factories.company(home, legal_name="Velmētava", offers="", offers_language="", sectors=["24.1"])
    silent = factories.company(home, offers="", offers_language="", sectors=["24.51"])
    names = {latvian.legal_name, silent.legal_name}
    assert set(found("Gießerei", "de")) == names
    assert set(found("foundry", "lv")) == names
    assert found("Brigachtal", "de") == []


@pytest.mark.parametrize("typed", ["'", "a' | b", "\\", "!&|", "x", "¿?", "ﷺ" * 30])
def test_anything_can_be_typed(foundry: Company, typed: str) -> None:
    assert isinstance(found(typed), list)


def names_on(page: Any) -> list[str]:
    return re.findall(r'role="rowheader".*?<a href="[^"]+">([^<]+)</a>', page.content.decode())


def test_the_page_filters_what_the_search_found_and_says_that_more_may_come(
    home: Organisation, foundry: Company
) -> None:
    other = factories.agency(country="ES", seat="ES511", regions=["ES51"])
    published = factories.company(
        other, legal_name="Foneria Vista", offers=CATALAN, offers_language="ca", sectors=["24.53"],
        visibility="network", region="ES511",
    )  # fmt: skip
    Company.objects.unrestricted("a test").filter(pk=foundry.pk).update(region="DE111")
    factories.company(other, legal_name="Foneria Oculta", offers=CATALAN, offers_language="ca")
    index.refresh()
    browser = browser_of(factories.staff(home))
    page = browser.get(reverse("matching:desk-companies"), {"q": "foneria"})
    assert set(names_on(page)) == {foundry.legal_name, published.legal_name}
    assert b"Oculta" not in page.content
    assert b"what is near in meaning follows" in page.content
    assert NeedText.objects.get().lasting is False
    tasks.embed()
    again = browser.get(reverse("matching:desk-companies"), {"q": "foneria", "meaning": "1"})
    assert b"what is near in meaning follows" not in again.content
    narrowed = browser.get(reverse("matching:desk-companies"), {"q": "foneria", "sector": "24"})
    assert names_on(narrowed) == [published.legal_name]
    for region, name in (("DE", "Foneria Un"), ("ES51", "Foneria Vista")):
        answer = browser.get(reverse("matching:desk-companies"), {"q": "foneria", "region": region})
        assert names_on(answer) == [name]
        listed = browser.get(reverse("matching:desk-companies"), {"region": region})
        assert names_on(listed) == [name]
    sorted_by_name = browser.get(
        reverse("matching:desk-companies"), {"q": "foneria", "sort": "-name"}
    )
    assert names_on(sorted_by_name) == ["Foneria Vista", "Foneria Un"]


def test_the_sector_filter_finds_codes_of_both_revisions(home: Organisation) -> None:
    older = factories.company(home, legal_name="Alt Software", sectors=["62.01"])
    newer = factories.company(
        home, legal_name="Neu Software", sectors=["62.10"], sector_revision="2.1"
    )
    factories.company(home, legal_name="Mauern", sectors=["43.91"], sector_revision="2.1")
    browser = browser_of(factories.staff(home))
    page = browser.get(reverse("matching:desk-companies"), {"sector": "62", "sort": "name"})
    assert names_on(page) == [older.legal_name, newer.legal_name]
    assert "K62.10 Computer programming activities" in page.content.decode()
    form = browser.get(reverse("companies:desk-company-edit", kwargs={"company_id": newer.pk}))
    assert 'value="K62.10"' in form.content.decode()


def test_an_own_number_is_found_first_and_only_by_its_agency(home: Organisation) -> None:
    company = factories.company(home, external_id="INT-4711", offers="", offers_language="")
    index.refresh()
    mine = browser_of(factories.staff(home)).get(
        reverse("matching:desk-companies"), {"q": "int-4711"}
    )
    assert names_on(mine) == [company.legal_name]


def test_a_company_s_page_shows_those_alike_that_its_reader_may_see(
    home: Organisation, foundry: Company, bakery: Company
) -> None:
    other = factories.agency()
    fields = {"offers": CATALAN, "offers_language": "ca", "sectors": []}
    factories.company(other, legal_name="Foneria Oculta", **fields)
    factories.company(other, legal_name="Foneria Vista", visibility="network", **fields)
    index.refresh()
    address = reverse("companies:desk-company", kwargs={"company_id": foundry.pk})
    page = browser_of(factories.staff(home)).get(address).content.decode()
    assert "Foneria Vista" in page
    assert "Foneria Oculta" not in page
    assert bakery.legal_name not in page


def test_a_town_is_found(home: Organisation, foundry: Company) -> None:
    there = factories.company(home, city="Donostia", offers="", offers_language="")
    assert found("donostia")[0] == there.legal_name


def test_what_one_only_passes_while_typing_is_not_kept(
    home: Organisation, foundry: Company
) -> None:
    index.refresh()
    browser = browser_of(factories.staff(home))
    address = reverse("matching:desk-companies")
    for typed in ("fo", "fone", "foner"):
        assert browser.get(address, {"q": typed}, HTTP_HX_REQUEST="true").status_code == 200
    assert not NeedText.objects.exists()
    asked = {"q": "foneria", "meaning": "1"}
    assert browser.get(address, asked, HTTP_HX_REQUEST="true").status_code == 200
    assert NeedText.objects.get().text == "foneria"
