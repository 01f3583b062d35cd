"""The verbs of toys, and their button."""

from __future__ import annotations

from activities.workflow import Verb
from tests.toy import actions
from tests.toy.codes import ToyKind, ToyVerb
from tests.toy.models import Toy
from tests.toy.workflow import TOYS
from web.verbs import Offers, VerbButton

WIND: Verb[Toy] = Verb(ToyKind.TOY, ToyVerb.WIND, actions.wind, "%(who)s wound the toy up")
RUN_DOWN: Verb[Toy] = Verb(ToyKind.TOY, ToyVerb.RUN_DOWN, actions.run_down, "The toy ran down")
VERBS = (WIND, RUN_DOWN)
OFFERS: Offers[Toy] = Offers(TOYS, (VerbButton(WIND, done="It runs.", weight="primary", step=1),))
