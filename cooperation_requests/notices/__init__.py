"""Which activity of a case is told to whom, in what words."""

from cooperation_requests.notices.announcing import (
    announce,
    ask_the_candidate,
    tell_message,
    tell_proposed_candidates,
)
from cooperation_requests.notices.fitting import tell_fitting
from cooperation_requests.notices.rendering import register_kinds

__all__ = [
    "announce",
    "ask_the_candidate",
    "register_kinds",
    "tell_fitting",
    "tell_message",
    "tell_proposed_candidates",
]
