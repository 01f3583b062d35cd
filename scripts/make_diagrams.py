"""Write diagrams and tables of the three workflows into docs/architecture.md.

    .venv/bin/python scripts/make_diagrams.py

Their source is `cooperation_requests/workflow.py`; a test fails when the page is older than it.
No database is needed.
"""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.settings")

import django  # noqa: E402  the path and the settings come first
from django.apps import apps  # noqa: E402

if not apps.ready:
    django.setup()

from activities.codes import Edge  # noqa: E402
from activities.workflow import Transition  # noqa: E402
from cooperation_requests import workflow as w  # noqa: E402
from cooperation_requests.enums import ALIVE, AWAITING_ANSWER, RequestState  # noqa: E402

PAGE = PROJECT / "docs" / "architecture.md"
BEGIN, END = "<!-- {name}: begin -->", "<!-- {name}: end -->"
# States that many moves leave together are one box, else the arrows hide the picture.
TOGETHER = {
    "request": (
        w.BEFORE_INTRODUCTION,
        (RequestState.NEEDS_INFORMATION, *w.QUALIFIED_OR_FORWARDED),
    ),
    "referral": (AWAITING_ANSWER,),
    "suggestion": (ALIVE,),
}
TARGETS = {str(Edge.SAME): "same", str(Edge.GONE): "(gone)"}
# Names of the tables that need words; the others are read as they stand.
WORDS = {
    "starter": "who started it",
    "for_company": "for the company",
    "responsible": "the responsible advisor",
    "advisor": "advisor",
    "partner_advisor": "partner advisor",
    "partner_link": "link",
    "advisor_for_partner": "advisor on its behalf",
    "partner_for_candidate": "partner advisor on its behalf",
    "candidate": "candidate",
    "assigned": "the one assigned",
    "assigned_before": "the one responsible before",
    "advisor_unless_draft": "advisor (unless a draft)",
    "company_if_presented": "company (if presented)",
    "company_the_first_time": "company (the first time)",
    "partner_coordinators": "partner's coordinators",
    "partner_desk": "partner's desk",
}


@dataclass(frozen=True)
class Table:
    """A workflow table under the heading that it has on the page."""

    name: str
    rows: Sequence[Transition[Any]]


TABLES = (
    Table("request", w.REQUEST),
    Table("referral", w.REFERRAL),
    Table("suggestion", w.SUGGESTION),
)


def diagram(table: Table) -> str:
    """A Mermaid state diagram of the moves that change a state."""
    groups = {f"group{number}": group for number, group in enumerate(TOGETHER[table.name], 1)}
    verbs: dict[tuple[str, str], list[str]] = {}
    for line in table.rows:
        if line.target == Edge.SAME:
            continue
        for source in _boxes(line.sources, groups):
            found = verbs.setdefault((source, _point(line.target)), [])
            if line.verb not in found:
                found.append(line.verb)
    used = {source for source, _ in verbs}
    boxes = [
        f'    state "{_either(group)}" as {name}' for name, group in groups.items() if name in used
    ]
    arrows = [f"    {a} --> {b}: {', '.join(names)}" for (a, b), names in verbs.items()]
    return "\n".join(["```mermaid", "stateDiagram-v2", *boxes, *arrows, "```"])


def _boxes(sources: Iterable[str], groups: Mapping[str, Sequence[str]]) -> list[str]:
    """The boxes that a move leaves: a group where the move leaves all of its states."""
    left = [str(source) for source in sources]
    boxes = []
    for name, group in groups.items():
        members = {str(state) for state in group}
        if members <= set(left):
            boxes.append(name)
            left = [state for state in left if state not in members]
    return [*boxes, *map(_point, left)]


def _point(state: str) -> str:
    return "[*]" if state in {Edge.NEW, Edge.GONE} else str(state)


def _either(states: Sequence[str]) -> str:
    names = [str(state) for state in states]
    return f"{', '.join(names[:-1])} or {names[-1]}"


def moves(table: Table) -> str:
    """All moves as a Markdown table, in the order of the workflow table."""
    heads = ["verb", "from", "if", "to", "by", "waits for", "heard by"]
    clocked = any(line.waits_for is not None for line in table.rows)
    if not clocked:
        heads.remove("waits for")
    lines = [f"| {' | '.join(heads)} |", "| --- " * len(heads) + "|"]
    for line in table.rows:
        clock = "as before" if line.waits_for is None else _words([line.waits_for]) or "nobody"
        cells = (
            f"`{line.verb}`",
            ", ".join("–" if state == Edge.NEW else str(state) for state in line.sources),
            (line.guard.name if line.guard else "").replace("_", " "),
            {str(Edge.SAME): "same", str(Edge.GONE): "(gone)"}.get(
                str(line.target), str(line.target)
            ),
            _words(line.by),
            *([clock] if clocked else []),
            _words(line.heard_by),
        )
        lines.append("| " + " | ".join(cell or "–" for cell in cells) + " |")
    return "\n".join(lines)


def _words(names: Iterable[str]) -> str:
    """Names of a table in words; `request.close` is a move that only that action makes."""
    said = []
    for name in map(str, names):
        if "." in name:
            said.append("`{}` of the {}".format(*reversed(name.split("."))))
        else:
            said.append(WORDS.get(name, name.replace("_", " ")))
    return ", ".join(said)


def rendered(page: str) -> str:
    """The page with its generated parts made anew. Raises ValueError when a marker is missing."""
    for table in TABLES:
        begin, end = BEGIN.format(name=table.name), END.format(name=table.name)
        before, _, rest = page.partition(begin)
        _, found, after = rest.partition(end)
        if not found:
            raise ValueError(f"{PAGE.name} lacks the markers of {table.name}")
        page = f"{before}{begin}\n{diagram(table)}\n\n{moves(table)}\n{end}{after}"
    return page


def main() -> None:
    """Rewrite the page."""
    PAGE.write_text(rendered(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"Written: {PAGE.relative_to(PROJECT)}")


if __name__ == "__main__":
    main()
