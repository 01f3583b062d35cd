"""The check of translations finds what is wrong with them."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

PROGRAM = Path(__file__).resolve().parents[1] / "kontor" / "messages.py"


@pytest.fixture
def messages(tmp_path: Path) -> ModuleType:
    """The program, looking at a project of three texts."""
    specification = importlib.util.spec_from_file_location("messages_program", PROGRAM)
    assert specification is not None
    assert specification.loader is not None
    program = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(program)
    program.PROJECT, program.LOCALE = tmp_path, tmp_path / "locale"
    (tmp_path / "web" / "templates").mkdir(parents=True)
    (tmp_path / "web" / "views.py").write_text(
        'from django.utils.translation import gettext as _, ngettext\n_("Save {name}")\n'
        'ngettext("%(count)s case", "%(count)s cases", 2)\n'
    )
    (tmp_path / "web" / "templates" / "page.html").write_text(
        '{% load i18n %}\n<p>It\'s\n      {% translate "Send" context "button" %}</p>\n'
        "  {% blocktranslate trimmed %}\n    Hello {{ person }}\n  {% endblocktranslate %}\n"
    )
    return program


def write(program: ModuleType, **changes: str) -> list[str]:
    """Write a German catalogue, with some entries changed; the problems found in it."""
    entries = {
        "save": 'msgid "Save {name}"\nmsgstr "{name} sichern"\n',
        "case": 'msgid "%(count)s case"\nmsgid_plural "%(count)s cases"\n'
        'msgstr[0] "%(count)s Fall"\nmsgstr[1] "%(count)s Fälle"\n',
        "send": 'msgctxt "button"\nmsgid "Send"\nmsgstr "Senden"\n',
        "hello": 'msgid "Hello %(person)s"\nmsgstr "Hallo %(person)s"\n',
    }
    head = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    )
    path: Path = program.catalogue_path("de")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([head, *(entries | changes).values()]), encoding="utf-8")
    return list(program.problems_of("de", program.collected()))


def test_a_complete_catalogue_has_no_problem(messages: ModuleType) -> None:
    assert write(messages) == []


@pytest.mark.parametrize(
    ("name", "entry", "problem"),
    [
        ("save", "", "missing (make messages adds it): 'Save {name}'"),
        ("save", 'msgid "Save {name}"\nmsgstr ""\n', "not translated: 'Save {name}'"),
        (
            "save",
            '#, fuzzy\nmsgid "Save {name}"\nmsgstr "{name} sichern"\n',
            "fuzzy: 'Save {name}'",
        ),
        (
            "save",
            'msgid "Save {name}"\nmsgstr "{Name} sichern"\n',
            "a {place} of the translation is not in the English text: 'Save {name}'",
        ),
        ("more", 'msgid "Old"\nmsgstr "Alt"\n', "no longer in the code"),
        ("send", 'msgid "Send"\nmsgstr "Senden"\n', "missing (make messages adds it): 'Send'"),
        ("hello", 'msgid "Hello %(person)s"\nmsgstr "Hallo %(Person)s"\n', "'Hello %(person)s'"),
        (
            "case",
            'msgid "%(count)s case"\nmsgid_plural "%(count)s cases"\n'
            'msgstr[0] "%(count)s Fall"\nmsgstr[1] ""\n',
            "not translated: '%(count)s case'",
        ),
    ],
)
def test_each_kind_of_problem_is_found(
    messages: ModuleType, name: str, entry: str, problem: str
) -> None:
    assert any(problem in found for found in write(messages, **{name: entry}))


def test_collecting_keeps_what_is_translated_and_drops_what_is_gone(messages: ModuleType) -> None:
    write(messages, hello="", more='msgid "Old"\nmsgstr "Alt"\n')
    messages.collect()
    text = messages.catalogue_path("de").read_text(encoding="utf-8")
    assert 'msgstr "{name} sichern"' in text
    assert 'msgid "Hello %(person)s"\nmsgstr ""' in text
    assert "Old" not in text


def test_compiled_catalogues_are_what_django_reads(messages: ModuleType) -> None:
    import gettext

    write(messages)
    messages.compile_catalogues()
    with messages.catalogue_path("de").with_suffix(".mo").open("rb") as file:
        german = gettext.GNUTranslations(file)
    assert german.gettext("Save {name}") == "{name} sichern"
    assert german.ngettext("%(count)s case", "%(count)s cases", 3) == "%(count)s Fälle"
