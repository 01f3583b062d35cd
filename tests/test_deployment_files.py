"""What the files for a deployment in containers promise; the images are not built here."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
EXAMPLE = (PROJECT / ".env.example").read_text()
DOCKERFILE = (PROJECT / "Dockerfile").read_text()
VARIABLE = re.compile(r"(?<!\$)\$\{(\w+)")
SECRET_NAMES = re.compile(r"(PASSWORD|SECRET|KEY|TOKEN)", re.IGNORECASE)
LASTING = ("web", "worker", "beat", "postgres", "redis")


def test_the_parts_are_there() -> None:
    assert set(SERVICES) == {*LASTING, "migrate"}
    assert SERVICES["postgres"]["image"].startswith("pgvector/pgvector:")
    assert SERVICES["redis"]["image"].startswith("valkey/valkey:")


@pytest.mark.parametrize("name", LASTING)
def test_every_lasting_part_has_a_health_check(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] in {"CMD", "CMD-SHELL"}
    assert {"interval", "timeout", "retries"} <= set(check)


@pytest.mark.parametrize("name", SERVICES)
def test_no_part_runs_as_root(name: str) -> None:
    assert str(SERVICES[name]["user"]).partition(":")[0] not in {"", "0", "root"}


def test_the_image_does_not_run_as_root() -> None:
    users = re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE)
    assert users == ["kontor"]


@pytest.mark.parametrize(
    ("name", "place"), [("postgres", "/var/lib/postgresql"), ("redis", "/data"), ("web", "/data")]
)
def test_what_must_last_lies_on_a_volume(name: str, place: str) -> None:
    (volume,) = SERVICES[name]["volumes"]
    source, target = volume.split(":")
    assert target == place
    assert source in COMPOSE["volumes"]


def test_web_and_worker_share_the_uploaded_files() -> None:
    assert SERVICES["web"]["volumes"] == SERVICES["worker"]["volumes"]


# Kontor starts without these, and then they are empty.
OPTIONAL_SECRETS = {
    "EMBEDDING_KEY": "${EMBEDDING_KEY:-}",
    "SECRET_KEY_FALLBACKS": "${SECRET_KEY_FALLBACKS:-}",
}


@pytest.mark.parametrize("name", SERVICES)
def test_no_secret_is_written_down(name: str) -> None:
    environment: dict[str, str] = SERVICES[name].get("environment", {})
    for variable, value in environment.items():
        if SECRET_NAMES.search(variable):
            if value == OPTIONAL_SECRETS.get(variable):
                continue
            assert re.fullmatch(r"\$\{\w+:\?[^}]*\}", value), f"{variable} of {name}"
        password = re.search(r"://[^:/]*:([^@]*)@", value)
        if password:
            assert re.fullmatch(r"\$\{\w+:\?[^}]*\}", password[1]), f"{variable} of {name}"


def test_no_secret_is_in_the_image_or_the_example() -> None:
    assert not re.search(r"^(ENV|ARG)\s.*(PASSWORD|SECRET|TOKEN)", DOCKERFILE, re.MULTILINE)
    given = dict(re.findall(r"^(\w+)=(.*)$", EXAMPLE, re.MULTILINE))
    assert {name for name in given if SECRET_NAMES.search(name) and given[name]} == set()


def test_every_variable_is_in_the_example_and_used() -> None:
    used = set(VARIABLE.findall((PROJECT / "docker-compose.yml").read_text()))
    named = set(re.findall(r"^(\w+)=", EXAMPLE, re.MULTILINE))
    assert named == used


def test_what_kontor_waits_for_is_healthy_and_migrated() -> None:
    for name in ("web", "worker", "beat"):
        waits = {part: rule["condition"] for part, rule in SERVICES[name]["depends_on"].items()}
        assert waits == {
            "migrate": "service_completed_successfully",
            "postgres": "service_healthy",
            "redis": "service_healthy",
        }


@pytest.mark.parametrize("name", ["migrate", "web", "worker", "beat"])
def test_what_a_part_writes_beside_its_volumes_is_bounded(name: str) -> None:
    assert SERVICES[name]["read_only"] is True
    (temporary,) = SERVICES[name]["tmpfs"]
    assert re.fullmatch(r"/tmp:size=\d+m,mode=1777", temporary)


@pytest.mark.parametrize("name", ["web", "worker"])
def test_the_number_of_proxies_is_told(name: str) -> None:
    assert SERVICES[name]["environment"]["TRUSTED_PROXIES"] == "${TRUSTED_PROXIES:-1}"


def test_only_loopback_is_published() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}


def test_the_image_installs_from_the_pinned_list_with_hashes() -> None:
    assert "pip install --require-hashes --requirement requirements.txt" in DOCKERFILE


@pytest.mark.parametrize("name", ["requirements", "requirements-development"])
def test_every_requirement_is_pinned_with_a_hash(name: str) -> None:
    lines = (PROJECT / f"{name}.txt").read_text().splitlines()
    entries = [entry for entry in lines if entry and not entry.startswith(("#", " "))]
    assert entries
    joined = "\n".join(lines)
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==\S+", entry), entry
        following = joined.partition(entry + "\n")[2]
        assert following.startswith("    --hash=sha256:"), entry


def test_nothing_of_the_working_folder_but_what_runs_goes_into_the_image() -> None:
    rules = (PROJECT / ".dockerignore").read_text().splitlines()
    kept = {rule[1:].rstrip("/") for rule in rules if rule.startswith("!")}
    assert "**" in rules
    assert kept.isdisjoint({".env", ".git", ".data", ".venv", "tests", "docs"})
    tool = (PROJECT / "pyproject.toml").read_text()
    packages = re.search(r"root_packages = \[(.*)\]", tool)
    assert packages is not None
    assert set(re.findall(r'"(\w+)"', packages[1])) <= kept
