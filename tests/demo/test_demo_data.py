"""The demo's data hold together: shapes, places, languages, and nothing that names."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from stdnum.eu import vat

from cooperation_requests import enums
from network import postcodes, regions, sectors
from tests.demo.reading import (
    DATA,
    agencies,
    companies,
    fold,
    people,
    proposed,
    requests,
    strings,
    telltales,
    toml,
    words,
)

AGENCIES = {
    "baden-wuerttemberg-international": ("bwi", ["DE1"]),
    "auvergne-rhone-alpes-entreprises": ("ara", ["FRK"]),
    "accio": ("accio", ["ES51"]),
    "promos-italia": ("promos", ["ITC4", "ITC3", "ITH4", "ITH5"]),
    "bremen": ("bremen", ["DE5"]),
    "latvia": ("latvia", ["LV"]),
    "lithuania": ("lithuania", ["LT"]),
    "flanders": ("flanders", ["BE2"]),
}
LOG_INS = {
    "advisor@bwi.example",
    "coordinator@bwi.example",
    "advisor@accio.example",
    "advisor@promos.example",
    "advisor@bremen.example",
    "company@neckar.example",
    "secretariat@kontor.example",
}
COMPANY_FIELDS = {
    *("key", "legal_name", "country", "region", "postcode", "city", "website", "vat_number"),
    *("sectors", "head_count", "languages", "offers_language", "offers", "seeks"),
    *("certificates", "exports_to", "visibility", "has_account", "people"),
}
REQUEST_FIELDS = {
    *("key", "company", "title", "text", "language", "kind", "sectors", "target_regions"),
    *("size_classes", "languages", "quantities", "started_by", "responsible", "state", "script"),
}
BRIEF_FIELDS = {"language", "quantities", "title", "text"}
# Short words that stand in nearly every text of a language and, together, in no other's.
FREQUENT = {
    "de": "und wir mit für die der das von ist nicht im ein eine sind oder aus",
    "en": "and the of with for we in to a is that it from by not its",
    "fr": "et les des nous de la le pour avec dans une sont qui par du au",
    "it": "e di per con che il la le nel dei una da in gli siamo o",
    "es": "y de para con que el la los las en una nuestros por se del al",
    "ca": "i de per amb que el la els les en una d l als nostres des dels",
    "nl": "en de van het voor met wij een op die we zijn in naar te om",
    "lv": "un ar no mēs līdz kas uz gadā vai kā par ir mums divas pie lai",
    "lt": "ir su iki per mes nuo arba bei kurie savo ar į iš tą metus norime",
    "pt": "e de para com que o a os as em uma um por do da dos das no na ao se",
    "ro": "și de pentru cu care în din la pe o un ale al sau se le prin",
    "tr": "ve ile için bir bu kendi veya gibi üretiyoruz biz kadar yıl bize de",
    "pl": "i w z na do oraz dla się nie są jest od ze przez nasze po",
    "da": "og i til af med på vi er som den det for en et fra hver",
    "et": "ja on ning mis kes meie me ka kuni või see ei aastas üle kui ühe",
}


def _looks_like(text: str) -> str:
    present = Counter(re.findall(r"\w+", text.casefold()))
    scores = {
        language: sum(present[word] for word in set(frequent.split()))
        for language, frequent in FREQUENT.items()
    }
    return max(scores, key=lambda language: scores[language])


def test_agencies_are_the_eight_of_the_network_with_their_regions() -> None:
    found = {slug: (row["short"], row["regions"]) for slug, row in agencies().items()}
    assert found == AGENCIES
    for row in agencies().values():
        assert regions.region(row["seat_region"]).country == row["country"]
        assert all(sectors.is_code(code) for code in row["sectors"])
        assert set(row["description"]) == {"en", "de"}
        assert 2 <= len(row["staff"]) <= 4
        assert {person["role"] for person in row["staff"]} <= {"advisor", "coordinator", "viewer"}
        assert any(person["role"] == "coordinator" for person in row["staff"])
        assert any(person["on_desk"] for person in row["staff"])
        mails = [person["email"] for person in row["staff"]]
        assert f"advisor@{row['short']}.example" in mails
        assert all(mail.endswith(f"@{row['short']}.example") for mail in mails)


def test_every_promised_log_in_exists_and_every_address_once() -> None:
    staff = [person["email"] for row in agencies().values() for person in row["staff"]]
    staff += [person["email"] for person in toml(DATA / "agencies.toml")["secretariat"]["staff"]]
    firms = [*companies().values(), *proposed().values()]
    named = [person["email"] for company in firms for person in people(company)]
    assert len(staff + named) == len(set(staff + named))
    with_account = [row["people"][0]["email"] for row in companies().values() if row["has_account"]]
    assert set(staff + with_account) >= LOG_INS


def test_mail_and_web_addresses_are_under_example_only() -> None:
    for path in DATA.rglob("*.toml"):
        text = path.read_text(encoding="utf-8")
        assert all(mail.endswith(".example") for mail in re.findall(r"[\w.+-]+@[\w.-]+", text))
        assert all(host.endswith(".example") for host in re.findall(r"https?://([^/\"\s]+)", text))


def test_two_hundred_companies_write_in_fifteen_languages() -> None:
    assert len(companies()) == 202
    assert companies()["neckar"]["legal_name"] == "Neckar Antriebe GmbH"
    assert {row["offers_language"] for row in companies().values()} == set(FREQUENT)
    assert {row["agency"] for row in companies().values()} == set(AGENCIES)
    assert Counter(row["visibility"] for row in companies().values()) == {
        "own": 101,
        "network": 78,
        "public": 23,
    }
    names = [row["legal_name"] for row in [*companies().values(), *proposed().values()]]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("key", companies())
def test_company_has_its_shape_and_its_texts_their_length(key: str) -> None:
    row = companies()[key]
    assert set(row) - {"sector_revision"} == {*COMPANY_FIELDS, "agency"}
    assert 40 <= len(row["offers"].split()) <= 90
    assert 15 <= len(row["seeks"].split()) <= 40
    assert 1 <= len(row["sectors"]) <= 3
    revision = row.get("sector_revision", "2")
    assert all(sectors.is_code(code, revision) for code in row["sectors"])
    assert 1 <= len(row["people"]) <= 2
    assert row["offers_language"] in row["languages"]
    assert all(re.fullmatch(r"[A-Z]{2}", country) for country in row["exports_to"])
    assert row["country"] not in row["exports_to"]
    assert vat.is_valid(row["vat_number"])
    assert row["vat_number"].startswith(row["country"])


@pytest.mark.parametrize("key", companies())
def test_company_writes_in_the_language_that_it_says(key: str) -> None:
    row = companies()[key]
    assert _looks_like(f"{row['offers']} {row['seeks']}") == row["offers_language"]


@pytest.mark.parametrize("key", [*companies(), *proposed()])
def test_company_lies_in_a_region_of_its_agency_and_its_postcode_agrees(key: str) -> None:
    row = companies().get(key) or proposed()[key]
    if "agency" in row:
        served = agencies()[row["agency"]]["regions"]
        assert regions.deepest_match(row["region"], served) is not None
    assert regions.region(row["region"]).level == 3
    assert regions.country_of(row["region"]) == row["country"]
    found = postcodes.region_of(row["country"], row["postcode"])
    assert found is not None
    assert regions.is_within(row["region"], found)


@pytest.mark.parametrize("key", companies())
def test_profile_does_not_repeat_the_name_that_cards_hide(key: str) -> None:
    row = companies()[key]
    assert not telltales(row) & set(words(f"{row['offers']} {row['seeks']}"))


def test_eighty_requests_stand_in_every_state_and_of_every_kind() -> None:
    assert Counter(row["state"] for row in requests().values()) == {
        "draft": 6,
        "submitted": 8,
        "in_triage": 7,
        "needs_information": 2,
        "qualified": 7,
        "with_partners": 33,
        "presented": 8,
        "introduced": 2,
        "closed": 3,
        "declined": 2,
        "withdrawn": 2,
    }
    assert {row["kind"] for row in requests().values()} == set(enums.Kind.values)
    inboxes = Counter(row["agency"] for row in requests().values())
    assert [slug for slug, _count in inboxes.most_common(2)] == [
        "baden-wuerttemberg-international",
        "bremen",
    ]


@pytest.mark.parametrize("key", requests())
def test_request_has_its_shape(key: str) -> None:
    row = requests()[key]
    assert set(row) - {"brief"} == {*REQUEST_FIELDS, "agency"}
    company = companies()[row["company"]]
    assert company["agency"] == row["agency"]
    assert 50 <= len(row["text"].split()) <= 120
    assert _looks_like(row["text"]) == row["language"] == company["offers_language"]
    assert all(sectors.is_code(code) for code in row["sectors"])
    assert all(regions.is_code(code) for code in row["target_regions"])
    assert set(row["size_classes"]) <= {"micro", "small", "medium", "larger"}
    assert row["started_by"] == ("company" if company["has_account"] else "agency")
    staff = agencies()[row["agency"]]["staff"]
    assert row["responsible"] in {person["email"] for person in staff if person["role"] != "viewer"}
    qualified = any(step["verb"] == "qualify" for step in row["script"])
    assert ("brief" in row) == qualified
    if qualified:
        assert set(row["brief"]) == BRIEF_FIELDS
        assert _looks_like(row["brief"]["text"]) == row["brief"]["language"] == "en"


@pytest.mark.parametrize("key", requests())
def test_what_crosses_a_border_names_nobody(key: str) -> None:
    row = requests()[key]
    named = [companies()[row["company"]]]
    for step in row["script"]:
        if step["verb"] == "propose":
            named.append(companies()[step["company"]] if "company" in step else step["new_company"])
    steps = [
        {name: value for name, value in step.items() if name in {"text", "words", "title"}}
        for step in row["script"]
    ]
    # `words` of a step may be keyed by company: only what stands under the key is said.
    for text in strings([row.get("brief", {}), steps]):
        for company in named:
            assert not telltales(company) & set(words(text)), (text, company["legal_name"])
    # The town of Bremen is named like its region.
    towns = {fold(company["city"]) for company in named} - {"bremen"}
    brief = fold(" ".join(strings(row.get("brief", {}))))
    assert not {town for town in towns if town in brief}
