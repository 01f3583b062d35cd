"""Texts for translation, without GNU gettext: messages.py collect | check | compile.

Babel reads Python files; templates go through Django's own `templatize`, as in `makemessages`.
Catalogues are locale/<language>/LC_MESSAGES/django.po, without places in the code, so that they
change only when a text does. Compiled files are not kept in the repository.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PROJECT = Path(__file__).resolve().parents[1]
LOCALE = PROJECT / "locale"
LANGUAGES = ("de",)
SKIPPED = {".venv", ".git", ".data", ".browser", "tests", "build", "bench", "scripts", "docs"}
TEMPLATES = {".html", ".txt"}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACE = re.compile(r"\{(\w*)\}")


def sources() -> Iterator[tuple[Path, bytes]]:
    """Python files and templates, the latter as Python."""
    tops = [entry for entry in PROJECT.iterdir() if entry.is_dir() and entry.name not in SKIPPED]
    for path in sorted(found for top in tops for found in top.rglob("*")):
        inside = path.relative_to(PROJECT)
        if "migrations" in inside.parts or not path.is_file():
            continue
        if path.suffix == ".py":
            yield inside, path.read_bytes()
        elif path.suffix in TEMPLATES and "templates" in inside.parts:
            text = templatize(path.read_text(encoding="utf-8"), origin=str(inside))
            # Without indentation, which means something in Python but not in a template.
            yield inside, "\n".join(line.lstrip() for line in text.split("\n")).encode()


def collected() -> Catalog:
    """All texts of the code.

    Raises SyntaxError naming the file when one cannot be read.
    """
    catalogue = Catalog(project="Kontor", charset="utf-8")
    for path, content in sources():
        try:
            found = list(
                extract("python", BytesIO(content), KEYWORDS, comment_tags=("Translators:",))
            )
        except Exception as wrong:
            raise SyntaxError(f"{path} cannot be read: {wrong}") from wrong
        for _line, message, comments, context in found:
            if message and message != "":
                catalogue.add(message, auto_comments=comments, context=context)
    return catalogue


def catalogue_path(language: str) -> Path:
    """Where a language's texts lie."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """A language's catalogue; an empty one when there is none yet."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language, project="Kontor", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django")


def collect() -> int:
    """Bring the catalogues up to date with the code; new texts have no translation yet."""
    template = collected()
    for language in LANGUAGES:
        catalogue = read(language)
        created = catalogue.creation_date
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.creation_date = created
        catalogue.obsolete.clear()
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalogue, no_location=True, sort_output=True, width=100)
        untranslated = sum(1 for message in catalogue if message.id and not translated(message))
        print(f"{path.relative_to(PROJECT)}: {len(catalogue)} texts, {untranslated} untranslated")
    return 0


def translated(message: Message) -> bool:
    """Whether every form of the message has a translation."""
    forms = message.string if isinstance(message.string, list | tuple) else [message.string]
    return bool(forms) and all(forms)


def key(message: Message) -> tuple[str | None, str]:
    """What identifies a message: its context and its English text."""
    text = message.id if isinstance(message.id, str) else message.id[0]
    return message.context, text


def problems_of(language: str, template: Catalog) -> Iterator[str]:
    """What is wrong with a language's catalogue, one line each."""
    catalogue = read(language)
    wanted = {key(message) for message in template if message.id}
    there = {key(message): message for message in catalogue if message.id}
    for _context, text in sorted(wanted - set(there), key=str):
        yield f"missing (make messages adds it): {text!r}"
    for _context, text in sorted(set(there) - wanted, key=str):
        yield f"no longer in the code (make messages removes it): {text!r}"
    for (_context, text), message in there.items():
        if message.fuzzy:
            yield f"fuzzy: {text!r}"
        elif not translated(message):
            yield f"not translated: {text!r}"
        else:
            yield from (f"{error}: {text!r}" for error in message.check(catalogue))
            yield from _wrong_places(message, text)


def _wrong_places(message: Message, text: str) -> Iterator[str]:
    forms = message.string if isinstance(message.string, list | tuple) else [message.string]
    english = message.id if isinstance(message.id, list | tuple) else [message.id]
    allowed = {place for form in english for place in PLACE.findall(form)}
    for form in forms:
        if not set(PLACE.findall(form or "")) <= allowed:
            yield f"a {{place}} of the translation is not in the English text: {text!r}"


def check() -> int:
    """Report every text that is missing, superfluous, fuzzy, untranslated or wrong."""
    template = collected()
    found = [
        f"{catalogue_path(language).relative_to(PROJECT)}: {problem}"
        for language in LANGUAGES
        for problem in problems_of(language, template)
    ]
    for line in found:
        print(line)
    if not found:
        print(f"{len(template)} texts, all translated into {', '.join(LANGUAGES)}")
    return 1 if found else 0


def compile_catalogues() -> int:
    """Write the compiled form that Django reads beside every catalogue."""
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.parents[1].name)
        side = path.with_suffix(".mo.new")
        with side.open("wb") as file:
            write_mo(file, catalogue)
        side.replace(path.with_suffix(".mo"))
    return 0


def main() -> int:
    """Do what the one argument asks for; the exit status."""
    # `templatize` asks for nothing but this.
    settings.configure(USE_I18N=False)
    verbs = {"collect": collect, "check": check, "compile": compile_catalogues}
    if len(sys.argv) != 2 or sys.argv[1] not in verbs:
        print(__doc__)
        return 2
    return verbs[sys.argv[1]]()


if __name__ == "__main__":
    sys.exit(main())
