"""Finding companies: by words in the profile's language, by sector, among those one may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from accounts.names import fold
from activities.actor import Actor
from activities.nudging import Nudge
from companies.actions import change_profile
from companies.models import Company
from matching import index, tasks
from matching.engine import rank_companies
from matching.models import CompanyIndex
from matching.needs import Need, Reason
from network.models import Organisation
from tests import factories

pytestmark = pytest.mark.django_db

NEED = Need(
    title="Boîtiers en aluminium moulé sous pression",
    text="Nous cherchons une fonderie pour des boîtiers de réducteurs, usinage compris.",
    language="fr",
    sectors=("24.53",),
    languages=("fr",),
)


@pytest.fixture
def home() -> Organisation:
    return factories.agency()


@pytest.fixture
def foundry(home: Organisation) -> Company:
    return factories.company(
        home,
        legal_name="Fonderie Un",
        offers="Fonderie d’aluminium sous pression, boîtiers et carters, usinage.",
        offers_language="fr",
        sectors=["24.53"],
        languages=["fr"],
    )


def scope(organisation: Organisation) -> object:
    return Company.objects.visible_to(Actor(organisation_id=organisation.pk, role="advisor"))


def ranked(organisation: Organisation, need: Need = NEED) -> list[object]:
    index.refresh()
    found = rank_companies(need, scope(organisation)).matches  # type: ignore[arg-type]
    return [one.company_id for one in found]


def test_a_company_is_found_by_words_of_its_own_language(
    home: Organisation, foundry: Company
) -> None:
    bakery = factories.company(
        home, offers="Boulangerie artisanale, pain et croissants.", offers_language="fr",
        sectors=["10.71"], languages=["fr"],
    )  # fmt: skip
    found = ranked(home)
    assert found == [foundry.pk]
    assert bakery.pk not in found


def test_a_company_of_the_sector_is_found_without_a_common_word(home: Organisation) -> None:
    latvian = factories.company(
        home, offers="Alumīnija spiedliešana.", offers_language="lv", sectors=["24.53"]
    )
    assert ranked(home) == [latvian.pk]


def test_a_company_that_wrote_nothing_is_found_by_its_sector_after_those_that_did(
    home: Organisation,
) -> None:
    silent = factories.company(home, offers="", sectors=["24.53"])
    wider = factories.company(home, offers="", sectors=["24.10"])
    latvian = factories.company(
        home, offers="Alumīnija spiedliešana.", offers_language="lv", sectors=["24.53"]
    )
    assert ranked(home) == [latvian.pk, silent.pk, wider.pk]


def test_a_sector_of_the_newer_revision_meets_the_one_it_corresponds_to(
    home: Organisation,
) -> None:
    coders = factories.company(
        home, offers="Programmējam.", offers_language="lv", sectors=["62.10"], sector_revision="2.1"
    )
    # 43.91 is roofing in Rev. 2 and masonry in Rev. 2.1.
    factories.company(home, offers="Mūrējam.", sectors=["43.91"], sector_revision="2.1")
    roofs = factories.company(home, offers="Sedzam.", sectors=["43.91"])
    index.refresh()
    need = Need(title="Software", text="Software", language="de", sectors=("62.01",))
    (match,) = rank_companies(need, scope(home)).matches  # type: ignore[arg-type]
    assert match.company_id == coders.pk
    assert Reason("sector", True, ("62.01",)) in match.reasons
    need = Need(title="Dach", text="Dach", language="de", sectors=("43.91",))
    best = rank_companies(need, scope(home)).matches[0]  # type: ignore[arg-type]
    assert best.company_id == roofs.pk


def test_a_company_that_one_may_not_see_changes_no_rank_count_or_score(
    home: Organisation, foundry: Company
) -> None:
    index.refresh()
    before = rank_companies(NEED, scope(home)).matches  # type: ignore[arg-type]
    factories.company(
        factories.agency(), legal_name="Fonderie Deux", offers=foundry.offers,
        offers_language="fr", sectors=["24.53"], languages=["fr"], visibility="own",
    )  # fmt: skip
    index.refresh()
    assert rank_companies(NEED, scope(home)).matches == before  # type: ignore[arg-type]


def test_a_change_of_the_profile_is_found_after_the_next_refresh(home: Organisation) -> None:
    company = factories.company(home, offers="Transport.", offers_language="fr")
    assert ranked(home) == []
    change_profile(
        actor=Actor(organisation_id=home.pk, role="advisor"),
        company_id=company.pk,
        fields={"offers": "Fonderie d’aluminium, boîtiers.", "offers_language": "fr"},
    )
    assert ranked(home) == [company.pk]


def test_an_older_text_never_overwrites_a_newer_index_row(foundry: Company) -> None:
    index.refresh()
    CompanyIndex.objects.filter(pk=foundry.pk).update(version=foundry.version + 5, words="newer")
    index._write(foundry)
    assert CompanyIndex.objects.get(pk=foundry.pk).words == "newer"


@pytest.mark.parametrize(
    "text", ["", "' | !( & <->", "\\", "a:* & b", "% _ %", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ﷺ" * 20, "x" * 100_000]
)
def test_any_text_can_be_a_need(home: Organisation, foundry: Company, text: str) -> None:
    need = Need(title=text, text=text, language="xx", sectors=("24.53",))
    assert ranked(home, need) == [foundry.pk]


def test_an_empty_profile_is_indexed_and_not_proposed(home: Organisation) -> None:
    empty = factories.company(home, offers="", seeks="", sectors=[], languages=[])
    assert ranked(home) == []
    assert CompanyIndex.objects.filter(pk=empty.pk).exists()


@pytest.mark.parametrize(
    ("name", "offers", "typed"),
    [
        ("Solarix Gehäusewerk GmbH", "Solarix baut Gehäuse; Aluminiumguss.", "solarix"),
        ("Solarix Gehäusewerk GmbH", "Wir bauen Gehäuse aus Aluminiumguss.", "solarix"),
        ("Textilhof GmbH", "Textilhofs Gehäuse aus Aluminiumguss", "textile"),
        ("Alumin Vest SL", "www.aluminvest.example Gehäuse", "aluminio"),
    ],
)
def test_reasons_and_scores_tell_no_word_of_the_company_s_name(
    home: Organisation, name: str, offers: str, typed: str
) -> None:
    factories.company(home, legal_name=name, offers=offers, offers_language="de", sectors=["24.53"])
    index.refresh()
    need = Need(title="Gehäuse", text="Gehäuse", language="de", sectors=("24.53",))
    asks = replace(need, text=f"Gehäuse {typed}")
    (match,) = rank_companies(asks, scope(home)).matches  # type: ignore[arg-type]
    words = " ".join(" ".join(one.values) for one in match.reasons if one.code == "words")
    assert typed not in words
    assert not [part for part in fold(name).split() if len(part) > 4 and part in fold(words)]


def test_reasons_name_words_in_both_languages(home: Organisation) -> None:
    factories.company(
        home, offers="Fundición: carcasas de alumínio", offers_language="es", sectors=["24.53"]
    )
    index.refresh()
    need = Need(title="carcasses", text="Carcassas Aluminium", language="de", sectors=("24.53",))
    (match,) = rank_companies(need, scope(home)).matches  # type: ignore[arg-type]
    (words,) = [one.values for one in match.reasons if one.code == "words"]
    assert words == ("aluminium – alumínio",)


def test_an_edit_while_the_row_is_written_is_found_again(
    home: Organisation, foundry: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    advisor = Actor(organisation_id=home.pk, role="advisor")
    real, edits = index._write, iter(["Magnesium"])

    def edited_meanwhile(company: Company) -> bool:
        for offers in edits:
            change_profile(actor=advisor, company_id=company.pk, fields={"offers": offers})
        return real(company)

    monkeypatch.setattr(index, "_write", edited_meanwhile)
    index.write([foundry])
    stale = Company.objects.unrestricted("a test").get()
    assert (stale.version, stale.indexed_version) == (2, 1)
    index.refresh()
    kept = Company.objects.unrestricted("a test").get()
    assert kept.indexed_version == kept.version == CompanyIndex.objects.get().version
    assert "magnesium" in CompanyIndex.objects.get().words


def test_a_company_s_change_asks_for_its_indexing_after_the_commit(
    home: Organisation, foundry: Company, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    advisor = Actor(organisation_id=home.pk, role="advisor")
    with django_capture_on_commit_callbacks() as callbacks:
        for offers in ("Magnesium", "Zink"):
            change_profile(actor=advisor, company_id=foundry.pk, fields={"offers": offers})
    assert callbacks == [Nudge(tasks.refresh_index)]
