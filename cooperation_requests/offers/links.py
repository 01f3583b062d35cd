"""What the holders of answer links may do, on the page that their links open."""

from __future__ import annotations

from cooperation_requests.models import AnswerLink
from cooperation_requests.offers.company import AS_CANDIDATE
from cooperation_requests.offers.partner import BY_LINK
from web.links import LinkKind

ANSWER: LinkKind[AnswerLink] = LinkKind(
    AnswerLink,
    "requests:answer",
    verbs=frozenset(
        button.verb.code for side in (BY_LINK, AS_CANDIDATE) for button in side.buttons
    ),
)
