"""Form fields for sectors, regions and languages, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from network import regions, sectors
from network.languages import language_choices
from network.models import Organisation


def _reader() -> str:
    return get_language() or "en"


class LanguagesField(forms.MultipleChoiceField):
    """Some languages out of all that the network writes in."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(
            choices=lambda: list(language_choices(_reader())),
            widget=forms.SelectMultiple(attrs={"size": 6}),
            **kwargs,
        )


class LanguageField(forms.ChoiceField):
    """One language."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=lambda: list(language_choices(_reader())), **kwargs)


class CountryField(forms.ChoiceField):
    """A country that the network's regions lie in."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=lambda: [("", "–"), *regions.countries(_reader())], **kwargs)


class SectorsField(forms.CharField):
    """Sectors by NACE code or by their official name, separated by commas or lines.

    Gives a list of codes. A text that is neither is refused with the nearest names.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 600)
        kwargs.setdefault(
            "help_text",
            _("NACE codes or names, separated by semicolons, for example 24.53; 25.62."),
        )
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return "; ".join(sectors.display_code(code) for code in value)
        return value

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value) or ""
        parts = [part.strip() for part in text.replace("\n", ";").split(";")]
        found: list[str] = []
        for part in parts:
            if part:
                found.extend(self._codes(part))
        if len(found) > 8:
            raise forms.ValidationError(_("Name at most eight sectors."))
        return list(dict.fromkeys(found))

    def _codes(self, part: str) -> list[str]:
        code = sectors.normalise_code(part)
        if code:
            return [code]
        pieces = [sectors.normalise_code(piece) for piece in part.split(",")]
        if all(pieces):
            return [piece for piece in pieces if piece]
        near = sectors.search_labels(part, _reader())[:3]
        names = "; ".join(
            f"{sectors.display_code(one.code)} {sectors.label(one.code, _reader())}" for one in near
        )
        if names:
            raise forms.ValidationError(
                _("“%(text)s” is no NACE code. Did you mean: %(names)s?")
                % {"text": part[:60], "names": names}
            )
        raise forms.ValidationError(_("“%(text)s” is no NACE code.") % {"text": part[:60]})


def served_regions() -> list[tuple[str, list[tuple[str, str]]]]:
    """The regions that agencies of the network serve, by country: what a request can aim at."""
    return grouped(
        code for agency in Organisation.objects.active().agencies() for code in agency.regions
    )


def grouped(codes: Iterable[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Region choices grouped by country, in the reader's language."""
    groups: dict[str, dict[str, str]] = {}
    for code in codes:
        if regions.is_code(code):
            country = regions.country_name(regions.country_of(code), _reader())
            groups.setdefault(country, {})[code] = regions.name(code, _reader())
    return [
        (country, sorted(found.items(), key=lambda pair: pair[1]))
        for country, found in sorted(groups.items())
    ]


class TargetRegionsField(forms.MultipleChoiceField):
    """Regions of the network that a company looks to."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=served_regions, widget=forms.CheckboxSelectMultiple, **kwargs)
