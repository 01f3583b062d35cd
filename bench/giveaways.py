"""False alarms and time of the check for giveaways.

    python -m bench.giveaways --texts FOLDER

FOLDER holds `companies.jsonl` and `needs.jsonl` with texts of tender notices, which name none of
the 200 companies that are looked for (tests/giveaways/company_names.txt).
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import time
from collections import Counter
from pathlib import Path

from disclosure.giveaways import Identity, Marks, ReadyText, find, marks_of

NAMES = Path(__file__).resolve().parents[1] / "tests" / "giveaways" / "company_names.txt"
SIGNS, COMPANIES, ROUNDS = 10_000, 30, 9


def texts_in(folder: Path) -> list[str]:
    """Title and text of every notice."""
    found = []
    for name in ("companies.jsonl", "needs.jsonl"):
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found.append(f"{row.get('title') or row.get('name') or ''}\n{row['text']}")
    return found


def false_alarms(texts: list[str], names: list[str]) -> None:
    """Print how many texts are refused for each name, and how many words are asked about."""
    refused: dict[str, float] = {}
    asked = 0
    seen: Counter[tuple[str, str]] = Counter()
    ready = [ReadyText(text) for text in texts]
    for name in names:
        marks = marks_of(Identity(names=(name,)))
        hits = 0
        for text in ready:
            found = find(text, marks)
            certain = [place.words for place in found if place.certain]
            hits += bool(certain)
            asked += len(found) - len(certain)
            seen.update((name, words) for words in certain)
        refused[name] = hits / len(texts)
    worst = max(refused, key=lambda name: refused[name])
    print(f"texts {len(texts)}, names {len(names)}")
    print(
        f"texts refused for a name: median {statistics.median(refused.values()):.2%}, "
        f"worst {refused[worst]:.2%} ({worst})"
    )
    print(f"words asked about: {asked / len(texts) / len(names):.4f} a text and name")
    for (name, words), count in seen.most_common(10):
        print(f"  {count:4} {name}: {words}")


def timing(texts: list[str], names: list[str]) -> None:
    """Print what a text of 10,000 signs costs against 30 companies with two people each."""
    text = "\n".join(texts)[:SIGNS]
    marks = Marks()
    for number, name in enumerate(names[:COMPANIES]):
        people = (f"Anna Beispiel{number}", f"Jonas Mustermann{number}")
        marks |= marks_of(Identity(names=(name,), people=people, telephones=("07131 445566",)))
    took = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        find(text, marks)
        took.append((time.perf_counter() - begun) * 1000)
    print(
        f"{SIGNS} signs against {COMPANIES} companies: first {took[0]:.1f} ms, median "
        f"{statistics.median(took):.1f} ms of {ROUNDS} rounds ({platform.machine()})"
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--texts", type=Path, required=True)
    chosen = options.parse_args()
    texts = texts_in(chosen.texts)
    names = NAMES.read_text(encoding="utf-8").splitlines()
    false_alarms(texts, names)
    timing(texts, names)


if __name__ == "__main__":
    main()
