"""What a browser would send of the form on a page."""

from __future__ import annotations

from html.parser import HTMLParser


class _Form(HTMLParser):
    """The fields of the last form with class `form` or of the admin, as they stand on the page."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.inside = False
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attributes}
        if tag == "form":
            of_admin = got.get("id", "").endswith("_form")
            self.inside = of_admin or "form" in got.get("class", "").split()
            self.fields = {} if self.inside else self.fields
        if not self.inside:
            return
        name = got.get("name", "")
        if tag == "input" and name and got.get("type") not in {"submit", "file"}:
            box = got.get("type") in {"checkbox", "radio"}
            if not box or "checked" in got:
                self.fields.setdefault(name, []).append(got.get("value", "on" if box else ""))
        elif tag == "textarea":
            self.textarea = name
            self.fields[name] = [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in got:
            self.fields.setdefault(self.select, []).append(got.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.fields[self.textarea][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.textarea:
            self.fields[self.textarea] = [self.fields[self.textarea][0].removeprefix("\n")]
            self.textarea = ""
        elif tag == "select":
            self.select = ""
        elif tag == "form":
            self.inside = False


def fields_on(page: bytes) -> dict[str, list[str]]:
    """The values of each field of a page's form."""
    parser = _Form()
    parser.feed(page.decode())
    return parser.fields
