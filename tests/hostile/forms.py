"""The forms of a page, with what a browser would send; each named field by its kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote, urlsplit

NOT_TYPED = {"csrfmiddlewaretoken"}
SENT_AS_IT_IS = {"hidden", "submit", "button", "image", "reset"}
# What a form accepts where nothing stands in it yet; all other texts may be any words.
VALID = {
    "legal_name": "Brassworks Ltd",
    "name": "Nora Newcomer",
    "city": "Heilbronn",
    "email": "somebody@post.example",
    "contact_email": "contact@post.example",
    "website": "https://valid.example",
    "vat_number": "",
    "postcode": "70173",
    "sectors": "24.53",
    "head_count": "12",
    "telephone": "",
    "contact_telephone": "",
    "external_id": "",
    "certificates": "",
    "due_on": "2027-01-15",
    "desk_mailbox": "",
}
# Boxes without which a form is refused, by the beginning of their names.
TICKED = ("may_be_proposed", "ask_", "present_", "regions")


@dataclass
class Form:
    """A form that is sent with POST."""

    action: str
    texts: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)


class Forms(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.form: Form | None = None
        self.select = ""
        self.area = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attributes}
        if tag == "form":
            posted = got.get("method", "").lower() == "post"
            self.form = Form(got.get("action", "")) if posted else None
            self.found += [self.form] if self.form else []
        if self.form is None:
            return
        name = got.get("name", "")
        if tag == "option" and self.select:
            if "selected" in got or not self.form.others[self.select]:
                self.form.others[self.select] = got.get("value", "")
        elif name and name not in NOT_TYPED:
            if "aria-invalid" in got:
                self.form.refused.add(name)
            if tag == "textarea":
                self.form.texts[name], self.area = "", name
            elif tag == "select":
                self.form.others[name], self.select = "", name
            elif tag == "input":
                self._input(self.form, name, got)

    def _input(self, form: Form, name: str, got: dict[str, str]) -> None:
        kind, value = got.get("type", "text"), got.get("value", "")
        if kind == "file":
            form.files.append(name)
        elif kind == "hidden":
            form.others[name] = value
        elif kind in {"radio", "checkbox"}:
            wanted = kind == "radio" or name.startswith(TICKED)
            if "checked" in got or (wanted and name not in form.others):
                form.others[name] = value or "on"
        elif kind not in SENT_AS_IT_IS:
            form.texts[name] = value

    def handle_data(self, data: str) -> None:
        if self.area and self.form is not None:
            self.form.texts[self.area] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        if tag == "select":
            self.select = ""
        if tag == "textarea":
            self.area = ""


def form_of(page: bytes, address: str, given: dict[str, str]) -> Form:
    """The form of a page that is sent to `address`, with something valid in each of its fields."""
    reader = Forms()
    reader.feed(page.decode())
    path = urlsplit(address).path
    here = [one for one in reader.found if not one.action or urlsplit(one.action).path == path]
    assert here, f"no form on {address}"
    form = max(here, key=lambda one: len(one.texts) + len(one.files))
    for name, value in form.texts.items():
        form.texts[name] = value or VALID.get(name, "words")
    for name, value in given.items():
        (form.texts if name in form.texts else form.others)[name] = value
    return form


def encoded(data: dict[str, str]) -> str:
    """Fields as bytes on the wire would have them; lone surrogates too."""
    return "&".join(f"{quote(name)}={quoted(value)}" for name, value in data.items())


def quoted(value: str) -> str:
    """A text for an address or a form, whatever is in it."""
    return quote(value.encode("utf-8", "surrogatepass"), safe="")


def upload(name: str, text: str) -> tuple[bytes, str]:
    """Body and type of a form with one file whose name is `text`, as browsers write it."""
    for sign in '\r\n"':
        text = text.replace(sign, quote(sign))
    head = f'Content-Disposition: form-data; name="{name}"; filename="{text}.txt"'
    lines = [b"--x", head.encode("utf-8", "surrogatepass"), b"Content-Type: text/plain"]
    return b"\r\n".join([*lines, b"", b"words", b"--x--", b""]), "multipart/form-data; boundary=x"
