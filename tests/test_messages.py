"""The check of translations finds what is wrong with them."""

import importlib.util
import re
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from web import library_messages

PROGRAM = Path(__file__).resolve().parents[1] / "kontor" / "messages.py"


@pytest.fixture
def messages(tmp_path: Path) -> ModuleType:
    """The program, looking at a project of three texts."""
    specification = importlib.util.spec_from_file_location("messages_program", PROGRAM)
    assert specification is not None
    assert specification.loader is not None
    program = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(program)
    program.PROJECT, program.LOCALE = tmp_path, tmp_path / "locale"  # type: ignore[attr-defined]
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


LOCALE = PROGRAM.parents[1] / "locale"
POLITE_OR_LOUD = re.compile(r"\bbitte\b|\bplease\b|!", re.IGNORECASE)


def entries(path: Path) -> list[Message]:
    """The entries of a catalogue, without its head."""
    with path.open("rb") as file:
        return [message for message in read_po(file, locale=path.parents[1].name) if message.id]


def forms(texts: str | Iterable[str] | None) -> tuple[str, ...]:
    """Singular and plural, or the one text."""
    return (texts,) if isinstance(texts, str) else tuple(texts or ())


@pytest.mark.parametrize("language", ["de", "en"])
def test_translations_are_calm_and_have_their_places_right(language: str) -> None:
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    for message in entries(path):
        assert list(message.check()) == []
        assert all(forms(message.string)), message.id
        assert not POLITE_OR_LOUD.search(" ".join(forms(message.string))), message.string


def test_german_has_german_quotation_marks() -> None:
    for message in entries(LOCALE / "de" / "LC_MESSAGES" / "django.po"):
        text = " ".join(forms(message.string))
        assert not set(text) & set("‘'”"), text
        assert text.count("„") == text.count("“"), text


def library_texts() -> set[tuple[str, ...]]:
    """What Django and allauth ask to be translated, by their own English catalogues."""
    found = set()
    for name, path in (
        ("django", "conf"),
        ("django", "contrib/auth"),
        ("allauth", ""),
    ):
        specification = importlib.util.find_spec(name)
        assert specification is not None
        assert specification.origin is not None
        place = Path(specification.origin).parent / path / "locale/en/LC_MESSAGES/django.po"
        found |= {forms(message.id) for message in entries(place)}
    return found


def test_english_replaces_texts_of_libraries_only() -> None:
    in_libraries, collected = library_texts(), Path(library_messages.__file__).read_text()
    for message in entries(LOCALE / "en" / "LC_MESSAGES" / "django.po"):
        assert forms(message.id) in in_libraries
        assert forms(message.id)[0] in collected


def test_texts_kept_for_libraries_are_still_theirs() -> None:
    kept = {
        text
        for group in (library_messages.FORMS, library_messages.PASSWORDS, library_messages.ACCOUNTS)
        for text in group
        if isinstance(text, str)
    }
    assert kept <= {texts[0] for texts in library_texts()}
