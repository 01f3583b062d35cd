"""The tables hold exactly the moves of the transcript, which was made by hand from the workflow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Model

from activities.workflow import Transition
from cooperation_requests import workflow
from cooperation_requests.codes import CaseRelation as By
from tests.requests import transcript as t

# Verb, state before, who, state after.
Move = tuple[str, str, str, str]
WORDS: dict[str, tuple[By, ...]] = {
    "starter": (By.STARTER,),
    "for the company": (By.COMPANY,),
    "advisor": (By.ADVISOR,),
    "coordinator": (By.COORDINATOR,),
    "the responsible advisor": (By.RESPONSIBLE,),
    "partner advisor": (By.PARTNER,),
    "partner coordinator": (By.PARTNER_COORDINATOR,),
    "partner link": (By.PARTNER_LINK,),
    t.BEHALF: (By.ON_PARTNERS_BEHALF,),
    "for the candidate": (By.CANDIDATE, By.ON_CANDIDATES_BEHALF),
    "clock": (By.CLOCK,),
}
# Moves that the table leaves to a larger action: by whom the transcript has them.
PARTS = {
    By.FORWARDING: "advisor",
    By.PRESENTING: "advisor",
    By.INTRODUCING: "advisor",
}
ENDING = (By.CLOSING, By.DECLINING, By.WITHDRAWING)


def in_the_table(lines: Iterable[Transition[Model]]) -> Iterator[Move]:
    for line in lines:
        for source in line.sources:
            for by in line.by:
                relation = By(by)
                who = WORDS[PARTS[relation]][0] if relation in PARTS else relation
                yield str(line.verb), str(source), who, str(line.target) or t.SAME


def in_the_transcript(rows: Iterable[t.Row]) -> Iterator[Move]:
    for row in rows:
        for source in row.sources:
            for word in row.by:
                for who in WORDS[word]:
                    yield row.verb, source, who, row.target


def test_a_request_moves_as_the_transcript_says() -> None:
    promised = set(in_the_transcript(t.REQUEST))
    # Whoever starts it is its starter, the company as well.
    promised.remove(("start", t.NEW, By.COMPANY, "draft"))
    assert set(in_the_table(workflow.REQUEST)) == promised


def test_a_referral_moves_as_the_transcript_says() -> None:
    promised = set(in_the_transcript(t.REFERRAL))
    for source in t.UNANSWERED:
        promised.remove(("extend", source, By.ADVISOR, "sent or accepted"))
        targets = ("sent", "accepted") if source == "expired" else (t.SAME,)
        promised |= {("extend", source, By.ADVISOR, target) for target in targets}
        # With the end of the request.
        promised |= {("recall", source, by, "recalled") for by in ENDING}
    assert set(in_the_table(workflow.REFERRAL)) == promised


def test_a_suggestion_moves_as_the_transcript_says() -> None:
    promised = {one for one in in_the_transcript(t.SUGGESTION) if one[0] != "submit"}
    # What is sent with an answer is sent by whoever answers: the drafts that are theirs.
    promised |= {("submit", "draft", by, "submitted") for by in (By.ANSWERING, By.ADDING)}
    # What was sent once stays on record when its next draft is discarded.
    promised |= {
        ("discard", "draft", by, "withdrawn") for by in (By.PARTNER, By.ON_PARTNERS_BEHALF)
    }
    promised |= {("lapse", state, by, "lapsed") for state in t.ALIVE for by in ENDING}
    assert set(in_the_table(workflow.SUGGESTION)) == promised
