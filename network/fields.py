"""Form fields for sectors, regions and languages, in the reader's language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.names import fold
from network import regions, sectors
from network.languages import language_choices
from network.models import Organisation


def _reader() -> str:
    return get_language() or "en"


class InOneOrder:
    """Some of several: in one order for every reader, as choices stand by their names in the
    reader's language."""

    def clean(self, value: object) -> list[str]:
        return sorted(super().clean(value))  # type: ignore[misc]


class LanguagesField(InOneOrder, forms.MultipleChoiceField):
    """Some languages out of all that the network writes in."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(
            choices=lambda: list(language_choices(_reader())),
            widget=forms.SelectMultiple(attrs={"size": 6}),
            **kwargs,
        )


class LanguageField(forms.ChoiceField):
    """One language; none is chosen beforehand where none is needed."""

    def __init__(self, **kwargs: Any) -> None:
        none = [] if kwargs.get("required", True) else [("", "–")]
        super().__init__(choices=lambda: [*none, *language_choices(_reader())], **kwargs)


class CountryField(forms.ChoiceField):
    """A country of the world."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=lambda: [("", "–"), *_countries()], **kwargs)


def _countries() -> list[Any]:
    """First those with regions, then all others."""
    near = regions.countries(_reader())
    known = dict(near)
    far = [one for one in regions.every_country(_reader()) if one[0] not in known]
    return [*near, (_("Other countries"), far)]


class CountriesField(InOneOrder, forms.MultipleChoiceField):
    """Some countries of the world."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            choices=_countries,
            widget=forms.SelectMultiple(attrs={"size": 6}),
            **kwargs,
        )


class OwnHolidaysField(forms.CharField):
    """Days that only one place keeps, separated by semicolons: "7.12." or "12-07" every year,
    "8.2.2027" or "2027-02-08" once. Gives a list of "12-07" and "2027-02-08" in their order."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 600)
        kwargs.setdefault("required", False)
        kwargs.setdefault(
            "help_text",
            _(
                "Days of its town, separated by semicolons: 7.12. for every year, "
                "8.2.2027 for one year."
            ),
        )
        super().__init__(**kwargs)

    def prepare_value(self, value: object) -> object:
        return "; ".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: object) -> list[str]:
        parts = (part.strip() for part in re.split("[;\n]", super().clean(value) or ""))
        return sorted({_own_holiday(part) for part in parts if part})


_BY_DAY = re.compile(r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\.(?: ?(?P<year>\d{4}))?")
_BY_YEAR = re.compile(r"(?:(?P<year>\d{4})-)?(?P<month>\d{2})-(?P<day>\d{2})")
_LEAP_YEAR = 2028


def _own_holiday(part: str) -> str:
    found = _BY_DAY.fullmatch(part) or _BY_YEAR.fullmatch(part)
    try:
        if found is None:
            raise ValueError(part)
        month, day = int(found["month"]), int(found["day"])
        kept = date(int(found["year"] or _LEAP_YEAR), month, day)
    except ValueError:
        raise forms.ValidationError(
            _("“%(text)s” is no day as 7.12. or 8.2.2027.") % {"text": part[:60]}
        ) from None
    return kept.isoformat() if found["year"] else f"{kept:%m-%d}"


class SectorsField(forms.CharField):
    """Sectors by NACE code or by their official name, separated by commas or lines.

    Gives a list of codes of `revision`, `most` at most. A text that is neither is refused with the
    nearest names, or, where it is a code of another revision, with what that corresponds to.
    """

    revision = sectors.FIRST

    def __init__(self, *, most: int = 8, **kwargs: Any) -> None:
        self.most = most
        kwargs.setdefault("max_length", 600)
        kwargs.setdefault(
            "help_text",
            _("NACE codes or names, separated by semicolons, for example 24.53; 25.62."),
        )
        super().__init__(**kwargs)

    def prepare_value(self, value: object) -> object:
        if isinstance(value, list | tuple):
            return "; ".join(sectors.display_code(code, self.revision) for code in value)
        return value

    def clean(self, value: object) -> list[str]:
        text = super().clean(value) or ""
        parts = [part.strip() for part in text.replace("\n", ";").split(";")]
        found: list[str] = []
        for part in parts:
            if part:
                found.extend(self._codes(part))
        if len(found) > self.most:
            raise forms.ValidationError(_("Name at most %(most)s sectors.") % {"most": self.most})
        return list(dict.fromkeys(found))

    def _codes(self, part: str) -> list[str]:
        code = sectors.normalise_code(part, self.revision)
        if code:
            return [code]
        pieces = [sectors.normalise_code(piece, self.revision) for piece in part.split(",")]
        if all(pieces):
            return [piece for piece in pieces if piece]
        for language in (_reader(), "en"):
            if named := sectors.named(part, language, self.revision):
                return [named]
        said = {"text": part[:60], "revision": self.revision}
        names = "; ".join(
            f"{sectors.display_code(code, self.revision)} "
            f"{sectors.label(code, _reader(), self.revision)}"
            for code in self._near(part)
        )
        if names:
            raise forms.ValidationError(
                _("“%(text)s” is no code of NACE Rev. %(revision)s. Did you mean: %(names)s?")
                % {**said, "names": names}
            )
        raise forms.ValidationError(_("“%(text)s” is no code of NACE Rev. %(revision)s.") % said)

    def _near(self, part: str) -> list[str]:
        """What somebody may have meant by a text that is no code: at most three."""
        for other in sectors.REVISIONS:
            if code := sectors.normalise_code(part, other):
                return sectors.in_revision([code], other, self.revision)[:3]
        found = sectors.search_labels(part, _reader(), revision=self.revision)
        # A group of one class has its name: the class alone is said.
        by_name = {sectors.label(one.code, _reader(), self.revision): one.code for one in found}
        return list(by_name.values())[:3]


def served_regions() -> list[tuple[str, list[tuple[str, str]]]]:
    """The regions that agencies of the network serve, by country: what a request can aim at."""
    served = Organisation.objects.active().agencies().values_list("regions", flat=True)
    return grouped(code for codes in served.order_by() for code in codes)


def grouped(codes: Iterable[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Region choices grouped by country, in the reader's language."""
    return _grouped(frozenset(codes), _reader())


@lru_cache(maxsize=32)
def _grouped(codes: frozenset[str], language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, dict[str, str]] = {}
    for code in codes:
        if regions.is_code(code):
            country = regions.country_name(regions.country_of(code), language)
            groups.setdefault(country, {})[code] = regions.name(code, language)
    return [
        (country, sorted(found.items(), key=lambda pair: pair[1]))
        for country, found in sorted(groups.items())
    ]


# Of more than these one is typed and searched, not picked from a list.
MOST_TO_PICK_FROM = 50


class NamedWidget(forms.TextInput):
    """A line to type a name in, which the browser completes from those there are."""

    template_name = "widgets/named.html"

    def __init__(self, names: Callable[[], Iterable[str]]) -> None:
        super().__init__(attrs={"size": 40})
        self.names = names

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["names"] = self.names()
        context["widget"]["attrs"] |= {"list": f"names-{name}", "autocomplete": "off"}
        return context


class OrganisationField(forms.CharField):
    """An organisation by its name, with what tells it from others of that name: town, address."""

    def __init__(self, *, queryset: QuerySet[Organisation], **kwargs: Any) -> None:
        self.queryset = queryset
        kwargs.setdefault("help_text", _("Type a part of its name and choose it."))
        super().__init__(widget=NamedWidget(lambda: self._by_name), **kwargs)

    @property
    def _by_name(self) -> dict[str, Organisation]:
        rows = list(self.queryset.order_by("name", "city", "slug"))
        names = [row.name for row in rows]
        for told_apart in ("{}, {row.city}", "{} ({row.slug})"):
            often = Counter(map(fold, names))
            names = [
                name if often[fold(name)] == 1 else told_apart.format(name, row=row)
                for name, row in zip(names, rows, strict=True)
            ]
        return dict(zip(names, rows, strict=True))

    def prepare_value(self, value: object) -> object:
        if isinstance(value, UUID):
            return next((name for name, row in self._by_name.items() if row.pk == value), "")
        return value

    def clean(self, value: object) -> Organisation | None:
        typed = super().clean(value).strip()
        if not typed:
            return None
        known = self._by_name
        near = [name for name in known if fold(typed) == fold(name)]
        near = near or [name for name in known if fold(typed) in fold(name)]
        if len(near) == 1:
            return known[near[0]]
        said = _("There is no “%(name)s” to choose.") % {"name": typed[:60]}
        if near:
            said = _("Several fit: %(names)s.") % {"names": "; ".join(near[:MOST_NAMED])}
        raise forms.ValidationError(said)


MOST_NAMED = 10


class TargetRegionsField(forms.MultipleChoiceField):
    """Regions of the network that a company looks to."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=served_regions, widget=forms.CheckboxSelectMultiple, **kwargs)
