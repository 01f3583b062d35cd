"""No app names an address of an app above it: routes are named with the namespace of their app."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from tests.our_apps import PROJECT, our_apps

# Pages of installed packages, which are below everything.
OF_PACKAGES = ("account_", "mfa_", "usersessions_", "set_language", "admin:")
NAMING = {"reverse", "reverse_lazy", "redirect", "resolve_url"}
URL_TAG = re.compile(r"""\{%-?\s*url\s+["']([^"']+)["']""")


def layers() -> list[list[str]]:
    """The apps from above, those side by side together, as import-linter has them."""
    written = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    contract = written["tool"]["importlinter"]["contracts"][0]
    return [[app.strip() for app in layer.split("|")] for layer in contract["layers"]]


def may_name(app: str, other: str) -> bool:
    """Whether `app` is `other`, or above it."""
    heights = {name: height for height, layer in enumerate(layers()) for name in layer}
    return app == other or heights[app] < heights[other]


def routes(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from routes(one.url_patterns, inner)
        elif one.name:
            yield space + one.name


def folder_of(namespace: str) -> str:
    """The app of a namespace: its label, or `kontor`, which is none of the installed labels."""
    if namespace == "kontor":
        return "kontor"
    return apps.get_app_config(namespace).name


def named_in_code(known: set[str]) -> Iterator[tuple[str, str, str]]:
    """(app, file, name) of each route that code names, by its name or in a call that asks for
    one."""
    for app in our_apps():
        for path in sorted((PROJECT / app).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and node.args:
                    function = ast.unparse(node.func).rpartition(".")[2]
                    first = node.args[0]
                    if function in NAMING and isinstance(first, ast.Constant):
                        yield app, str(path.relative_to(PROJECT)), str(first.value)
                if isinstance(node, ast.Constant) and node.value in known:
                    yield app, str(path.relative_to(PROJECT)), str(node.value)


def named_in_templates() -> Iterator[tuple[str, str, str]]:
    """The same of templates: a folder of an app belongs to it, all else to the frame."""
    labels = {config.label: config.name for config in apps.get_app_configs()}
    templates = PROJECT / "templates"
    for path in sorted(templates.rglob("*")):
        if path.is_file():
            inside = path.relative_to(templates)
            found = labels.get(inside.parts[0], "web") if len(inside.parts) > 1 else "web"
            app = found if found in our_apps() else "web"
            for name in URL_TAG.findall(path.read_text()):
                yield app, str(path.relative_to(PROJECT)), name


def test_every_route_is_named_with_the_namespace_of_an_app_at_its_own_height_or_below() -> None:
    known = {name for name in routes(get_resolver().url_patterns) if ":" in name}
    named = [*named_in_code(known), *named_in_templates()]
    assert len(named) > 150
    upward, unknown = [], []
    for app, file, name in named:
        if name.startswith(OF_PACKAGES):
            continue
        if name not in known:
            unknown.append(f"{file}: {name}")
        elif not may_name(app, folder_of(name.partition(":")[0])):
            upward.append(f"{file}: {name}")
    assert unknown == []
    assert upward == []


def test_every_route_of_ours_has_a_namespace() -> None:
    without = {name for name in routes(get_resolver().url_patterns) if ":" not in name}
    assert {name for name in without if not name.startswith(OF_PACKAGES)} == set()


def test_the_check_sees_an_address_of_an_app_above() -> None:
    assert may_name("cooperation_requests", "companies")
    assert not may_name("companies", "cooperation_requests")
    assert not may_name("files", "notifications")
    assert Path(PROJECT / "kontor").is_dir()
