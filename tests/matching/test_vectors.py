"""Vectors kept by model: made once, made again after an edit, by another model, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from activities.actor import Actor
from companies.actions import change_profile
from companies.models import Company
from matching import index, tasks, vectors
from matching.embedding.errors import EmbeddingDied, EmbeddingUnavailable
from matching.embedding.services import Identity
from matching.engine import rank_companies
from matching.finding import ask, find, keep_need, need_text
from matching.meaning import Floats
from matching.models import CompanyIndex, CompanyVector, EmbeddingModel, NeedVector, SetAsideText
from matching.nearest import Among
from matching.needs import Match, Need
from network.models import Organisation
from tests import factories
from tests.matching.conftest import CATALAN, NEED, Scripted, plain

pytestmark = pytest.mark.django_db


def ranked(home: Organisation) -> list[Match]:
    scope = Company.objects.visible_to(Actor(organisation_id=home.pk, role="advisor"))
    return rank_companies(NEED, scope).matches


def test_a_german_need_finds_the_catalan_foundry_by_the_model(
    home: Organisation, foundry: Company, bakery: Company
) -> None:
    index.refresh()
    keep_need(NEED)
    assert tasks.embed() == 3
    assert NeedVector.objects.get().model.complete_since is not None
    best = ranked(home)[0]
    assert best.company_id == foundry.pk
    assert best.parts["meaning"] > 0.3
    assert [reason.code for reason in best.reasons if reason.in_favour] == ["entry"]


def test_entries_are_those_that_the_model_agrees_on_until_the_text_changes(
    home: Organisation, foundry: Company
) -> None:
    advisor = factories.staff(home)
    row = CompanyIndex.objects.filter(company=foundry)
    index.refresh()
    by_pieces = vectors.entries_of(index.text_of(foundry))
    assert row.get().entries == by_pieces
    assert tasks.embed() == 1
    agreed = row.get().entries
    assert "24.42" in agreed
    assert set(agreed) < set(by_pieces)
    change_profile(actor=advisor, company_id=foundry.pk, fields={"city": "Girona"})
    index.refresh()
    assert row.get().entries == agreed
    change_profile(actor=advisor, company_id=foundry.pk, fields={"offers": "Forn de pa."})
    index.refresh()
    foundry.refresh_from_db()
    assert row.get().entries == vectors.entries_of(index.text_of(foundry))


def test_a_need_s_entries_come_with_its_vector_and_by_pieces_before(
    home: Organisation, foundry: Company
) -> None:
    text = need_text(NEED)
    assert ask(NEED, []).entries == tuple(vectors.entries_of(text))
    keep_need(NEED)
    tasks.embed()
    kept = NeedVector.objects.get().entries
    assert "24.53" in kept
    assert set(kept) < set(vectors.entries_of(text))
    assert ask(NEED, []).entries == tuple(kept)


def test_without_any_model_the_bridge_finds_it(
    home: Organisation, foundry: Company, bakery: Company, serve: Callable[[object], None]
) -> None:
    serve(None)
    index.refresh()
    keep_need(NEED)
    assert tasks.embed() == 0
    assert [one.company_id for one in ranked(home)][:1] == [foundry.pk]
    assert CompanyVector.objects.values_list("model__name").distinct().get() == ("nace",)


def test_a_service_that_is_down_leaves_the_vectors_wanted(
    home: Organisation, foundry: Company, serve: Callable[[object], None]
) -> None:
    def down(texts: Sequence[str]) -> Floats:
        raise EmbeddingUnavailable("down")

    serve(Scripted(down))
    index.refresh()
    keep_need(NEED)
    assert tasks.embed() == 0
    assert CompanyIndex.objects.get().lacks_vector
    assert [one.company_id for one in ranked(home)] == [foundry.pk]
    serve(Scripted(plain))
    assert tasks.embed() == 2
    assert not CompanyIndex.objects.get().lacks_vector


def test_a_profile_that_changes_while_it_is_embedded_is_embedded_again(
    home: Organisation, foundry: Company, serve: Callable[[object], None]
) -> None:
    actor = Actor(organisation_id=home.pk, role="advisor")

    def edit_meanwhile(texts: Sequence[str]) -> Floats:
        serve(Scripted(plain))
        change_profile(
            actor=actor, company_id=foundry.pk, fields={"offers": "Forja", "offers_language": "ca"}
        )
        index.refresh()
        return plain(texts)

    index.refresh()
    serve(Scripted(edit_meanwhile))
    index.embed_companies(limit=1)
    assert CompanyIndex.objects.get().lacks_vector
    assert index.embed_companies() == 1
    row = CompanyIndex.objects.get()
    assert not row.lacks_vector
    kept = CompanyVector.objects.get(model__name="scripted")
    assert kept.text_hash == row.text_hash


def test_a_text_that_ends_the_model_twice_is_set_aside_and_the_others_go_on(
    home: Organisation,
    foundry: Company,
    bakery: Company,
    serve: Callable[[object], None],
) -> None:
    def dies_over_bread(texts: Sequence[str]) -> Floats:
        if any("Fleca" in text for text in texts):
            raise EmbeddingDied("it ended")
        return plain(texts)

    serve(Scripted(dies_over_bread))
    index.refresh()
    assert index.embed_companies() == 2
    aside = SetAsideText.objects.get()
    assert (aside.text_hash, aside.deaths) == (index.text_of(bakery).hash, 2)
    made = CompanyVector.objects.filter(model__name="scripted")
    assert [one.company_id for one in made] == [foundry.pk]
    # It is never given to the model again.
    CompanyIndex.objects.update(lacks_vector=True)
    index.embed_companies()
    assert SetAsideText.objects.get().deaths == 2


def test_a_company_that_nothing_speaks_for_is_not_proposed(
    home: Organisation, bakery: Company
) -> None:
    Company.objects.unrestricted("a test").update(languages=["de"], size_class="small")
    need = replace(NEED, languages=("de",), size_classes=("small",))
    index.refresh()
    keep_need(need)
    tasks.embed()
    scope = Company.objects.unrestricted("a test")
    found = find(need, ask(need, []), Among(scope), ["meaning"])
    assert list(found["meaning"]) == [bakery.pk]
    assert rank_companies(need, scope).matches == []


def test_words_in_common_alone_do_not_fit_where_a_model_has_read_both_texts(
    home: Organisation,
) -> None:
    need = Need(
        title="Shipyard for steel hulls",
        text="Hulls of a special format, several of them together.",
        language="en",
    )
    games = factories.company(
        home,
        offers="We design board games of a special format, together with teachers.",
        offers_language="en",
        sectors=[],
    )
    index.refresh()
    keep_need(need)
    scope = Company.objects.visible_to(Actor(organisation_id=home.pk, role="advisor"))
    assert [one.company_id for one in rank_companies(need, scope).matches] == [games.pk]
    assert tasks.embed() == 2
    assert rank_companies(need, scope).matches == []


def test_a_vector_that_comes_late_does_not_replace_that_of_a_newer_text(
    home: Organisation, foundry: Company, serve: Callable[[object], None]
) -> None:
    def another_is_faster(texts: Sequence[str]) -> Floats:
        serve(Scripted(plain))
        change_profile(
            actor=Actor(organisation_id=home.pk, role="advisor"),
            company_id=foundry.pk,
            fields={"offers": "Forja", "offers_language": "ca"},
        )
        index.refresh()
        index.embed_companies()
        return plain(texts)

    index.refresh()
    serve(Scripted(another_is_faster))
    index.embed_companies(limit=1)
    row = CompanyIndex.objects.get()
    assert not row.lacks_vector
    assert CompanyVector.objects.get(model__name="scripted").text_hash == row.text_hash


def test_while_another_model_is_filled_the_one_before_serves(
    home: Organisation, foundry: Company, bakery: Company, serve: Callable[[object], None]
) -> None:
    index.refresh()
    keep_need(NEED)
    tasks.embed()
    before = ranked(home)
    other = Scripted(plain)
    other.identity = Identity("other", "1", 384)
    serve(other)
    index.embed_needs()
    assert index.embed_companies(limit=0) == 0
    assert EmbeddingModel.objects.get(name="other").complete_since is None
    assert ranked(home) == before
    assert index.embed_companies() == 2
    assert EmbeddingModel.objects.get(name="other").complete_since is not None
    assert CompanyVector.objects.filter(company=foundry).count() == 3


def test_a_language_without_texts_or_configuration_is_found_by_the_model(
    home: Organisation,
) -> None:
    texts = ("Álsteypa: við steypum hús úr áli undir þrýstingi.", "Bakarí: brauð og kökur daglega.")
    foundry, bakery = (
        factories.company(home, offers=text, offers_language="is", sectors=[]) for text in texts
    )
    index.refresh()
    assert not CompanyVector.objects.exists()
    keep_need(NEED)
    tasks.embed()
    found = find(NEED, ask(NEED, []), Among(Company.objects.unrestricted("a test")), ["meaning"])[
        "meaning"
    ]
    assert list(found) == [foundry.pk, bakery.pk]


def test_a_profile_of_100_000_characters_is_indexed_and_embedded(home: Organisation) -> None:
    long = factories.company(home, offers=f"{CATALAN} " * 1_300, offers_language="ca", sectors=[])
    assert len(long.offers) > 100_000
    index.refresh()
    keep_need(NEED)
    tasks.embed()
    assert [one.company_id for one in ranked(home)] == [long.pk]


def test_a_rebuild_writes_everything_again_and_goes_on_where_it_stopped(
    home: Organisation,
    foundry: Company,
    serve: Callable[[object], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    def down(texts: Sequence[str]) -> Floats:
        raise EmbeddingUnavailable("down")

    index.refresh()
    CompanyIndex.objects.update(words="spoilt")
    serve(Scripted(down))
    with pytest.raises(CommandError, match="--resume"):
        call_command("rebuild_index")
    assert CompanyIndex.objects.get().words != "spoilt"
    serve(Scripted(plain))
    call_command("rebuild_index", "--resume")
    assert "The index is true: 0 rows, 1 vectors." in capsys.readouterr().out
