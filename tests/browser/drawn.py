"""Which templates an answer was drawn with: a header names them, in the demo under test alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import Template

HEADER = "X-Templates"
FOLDER = Path(__file__).resolve().parents[2] / "templates"

_names: ContextVar[set[str] | None] = ContextVar("names of templates", default=None)


class NamesTemplates:
    """Middleware, outermost: names every template that was rendered, included or extended."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        render = Template._render  # type: ignore[attr-defined]

        def noting(template: Template, context: Any) -> str:
            names = _names.get()
            if names is not None and template.name:
                names.add(template.name)
            return render(template, context)  # type: ignore[no-any-return]

        Template._render = noting  # type: ignore[attr-defined]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        names: set[str] = set()
        token = _names.set(names)
        try:
            response = self.get_response(request)
        finally:
            _names.reset(token)
        response.headers[HEADER] = " ".join(sorted(names))
        return response


def own_templates(without: Iterable[str]) -> set[str]:
    """All that a page may be drawn with, but for the files and folders (with a slash) named."""
    names = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html")}
    return {name for name in names if not any(name.startswith(one) for one in without)}
