"""What tests of matching share: an agency, two companies, and services that answer as told."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from companies.models import Company
from matching import index, vectors
from matching.embedding import services
from matching.embedding.services import Identity
from matching.meaning import Floats
from matching.needs import Need
from network.models import Organisation
from tests import factories

NEED = Need(
    title="Gehäuse aus Aluminiumdruckguss",
    text="Gesucht wird eine Gießerei für Getriebegehäuse, einbaufertig bearbeitet.",
    language="de",
)
CATALAN = "Foneria d'alumini: fosa a pressió i mecanització de carcasses per a reductors."


class Scripted:
    """A service that answers by a function: for faults that no real model makes when asked to."""

    identity = Identity("scripted", "1", 384)

    def __init__(self, answer: Callable[[Sequence[str]], Floats]) -> None:
        self.answer = answer

    def vectors(self, texts: Sequence[str]) -> Floats:
        return self.answer(texts)


def plain(texts: Sequence[str]) -> Floats:
    return np.ones((len(texts), 384), np.float32)


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Callable[[object], None]:
    def by(service: object) -> None:
        for module in (index, vectors, services):
            monkeypatch.setattr(module, "service", lambda: service)

    return by


@pytest.fixture
def home() -> Organisation:
    return factories.agency()


@pytest.fixture
def foundry(home: Organisation) -> Company:
    return factories.company(
        home, legal_name="Foneria Un", offers=CATALAN, offers_language="ca", sectors=[]
    )


@pytest.fixture
def bakery(home: Organisation) -> Company:
    return factories.company(
        home, legal_name="Forn Dos", offers="Fleca artesana: pa, croissants i pastisseria.",
        offers_language="ca", sectors=[],
    )  # fmt: skip
