"""NACE as a bridge: texts of different languages meet in its entries."""

from __future__ import annotations

import numpy as np
import pytest

from matching import meaning, nomenclature

TEXTS = {
    "de": "Gießerei für Aluminium: Druckguss von Gehäusen aus Leichtmetall",
    "ca": "Foneria d'alumini: fosa de metalls lleugers a pressió",
    "fr": "Fonderie d’aluminium sous pression, pièces en métaux légers",
    "it": "Fonderia di alluminio, fusione di metalli leggeri",
    "lv": "Vieglo metālu liešana",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_is_near_to_the_entry_that_it_speaks_of(language: str) -> None:
    assert "24.53" in nomenclature.nearest(TEXTS[language], language)


@pytest.mark.parametrize("language", sorted(set(TEXTS) - {"de"}))
def test_texts_of_one_trade_are_nearer_than_texts_of_one_language(language: str) -> None:
    axes = meaning.own_axes()
    german = axes.bridge(TEXTS["de"], "de")
    other = axes.bridge(TEXTS[language], language)
    bakery = axes.bridge("Bäckerei: Herstellung von Brot und frischen Backwaren", "de")
    assert german @ other > german @ bakery


@pytest.mark.parametrize(
    ("typed", "among", "meant"),
    [
        ("Gießerei", ["de", "en"], ["24.5"]),
        ("castings", ["de", "en"], ["24.5"]),
        ("fonderia", ["it", "en"], ["24.5"]),
        # A long word may begin a compound, as in what packaging is made of.
        ("Verpackung", ["de"], ["22.22", "82.92", "17.21"]),
        # Two classes of one group: the group.
        ("foundry", ["en"], ["24.5"]),
        ("Möbel", ["de"], ["31.0"]),
        # Names of towns and people, standards and words that only begin alike are no sectors.
        ("Brigachtal", ["de", "en"], []),
        ("Zeppelin", ["de", "en"], []),
        ("Neckar", ["de", "en"], []),
        ("Baden", ["de", "en"], []),
        ("ISO 9001", ["de", "en"], []),
        ("Automation", ["de", "en"], []),
        # Every word is held.
        ("Fischer Metallbau", ["de", "en"], []),
        ("Schmidt Möbel", ["de"], []),
        ("", ["de"], []),
        ("fonderia", ["xx"], []),
    ],
)
def test_typed_words_mean_the_entries_that_hold_them(
    typed: str, among: list[str], meant: list[str]
) -> None:
    assert nomenclature.meant(typed.split(), among) == meant


def test_a_profile_has_length_one_or_is_nothing() -> None:
    assert np.linalg.norm(nomenclature.profile(TEXTS["de"], "de")) == pytest.approx(1, abs=1e-5)
    for text, language in (("", "de"), ("12 34 %", "de"), (TEXTS["de"], "xx")):
        assert not nomenclature.profile(text, language).any()
        assert nomenclature.nearest(text, language) == []


def test_the_classification_is_carried_in_24_languages() -> None:
    assert len(nomenclature.languages()) == 24
    assert {len(labels) for labels in nomenclature.label_texts().values()} == {
        len(nomenclature.codes())
    }
    assert len(nomenclature.codes()) == 975


def test_both_parts_of_a_vector_count_by_their_weight() -> None:
    rng = np.random.default_rng(1)
    model, bridge = (
        meaning.unit(rng.normal(size=(2, meaning.AXES)).astype(np.float32)) for _ in range(2)
    )
    whole = meaning.combined(model, bridge)
    cosine = whole[0] @ whole[1] / (np.linalg.norm(whole[0]) * np.linalg.norm(whole[1]))
    expected = (model[0] @ model[1] + meaning.BRIDGE * (bridge[0] @ bridge[1])) / (
        1 + meaning.BRIDGE
    )
    assert cosine == pytest.approx(expected, abs=1e-5)


def test_a_model_agrees_from_a_cosine_on_and_lets_the_first_two_pass_earlier() -> None:
    axes = meaning.own_axes()
    first, far = "24.53", "10.71"
    number = nomenclature.codes().index(first)
    along = axes.labels[number]
    assert axes.labels.shape == (975, meaning.AXES)
    assert np.allclose(np.linalg.norm(axes.labels, axis=1), 1, atol=1e-5)
    assert axes.agreed([first, far], along) == [first]
    assert axes.agreed([first, far], -along) == []
    assert axes.agreed([], along) == []
    # Turned away from the label until its cosine is 0.3: agreed as one of the first two alone.
    across = axes.labels[0] - (axes.labels[0] @ along) * along
    turned = 0.3 * along + np.sqrt(1 - 0.3**2) * meaning.unit(across[None])[0]
    assert axes.agreed([far, first], turned) == [first]
    assert axes.agreed([far, far, first], turned) == []
