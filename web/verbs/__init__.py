"""Pages of verbs: their buttons, the forms behind them, and the page that carries one out."""

from web.verbs.buttons import Offer, Offers, VerbButton, by_weight, drawn, speaking
from web.verbs.forms import Asked, Plain, VerbForm
from web.verbs.pages import VerbPage

__all__ = [
    "Asked",
    "Offer",
    "Offers",
    "Plain",
    "VerbButton",
    "VerbForm",
    "VerbPage",
    "by_weight",
    "drawn",
    "speaking",
]
