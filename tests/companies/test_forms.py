"""Numbers, places, VAT numbers and names as people type them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import translation

from accounts.names import check_visible
from companies import vat
from companies.cards import profile_facts
from companies.forms import ProfileForm
from network import regions
from tests import factories
from web.fields import WholeNumberField, in_words


@pytest.mark.parametrize(
    ("language", "typed", "number"),
    [
        *(("de", "1.000", 1000), ("de", "12.345.678", 12345678), ("it", "1.000", 1000)),
        *(("en", "1,000", 1000), ("fr", "1 000", 1000), ("fr", "1\u202f000", 1000)),
        *(("de-ch", "1’000", 1000), ("es", "1.000", 1000), ("lt", "1 000", 1000)),
        *(("de", " 250 ", 250), ("en", "٢٥٠", 250), ("de", "", None)),
    ],
)
def test_a_number_is_read_as_its_reader_groups_it(
    language: str, typed: str, number: int | None
) -> None:
    with translation.override(language):
        assert WholeNumberField(required=False).clean(typed) == number


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        *(("en", "1.000"), ("de", "1,000"), ("de", "1.5"), ("en", "1,5"), ("de", "1.0000")),
        *(("en", "12a"), ("en", "1e3"), ("de", "1,0"), ("en", "1.0"), ("fr", "1.000")),
    ],
)
def test_what_another_language_would_read_otherwise_is_refused(language: str, typed: str) -> None:
    with (
        translation.override(language),
        pytest.raises(ValidationError, match=r"1000|whole|ganze|entier"),
    ):
        WholeNumberField().clean(typed)


@pytest.mark.parametrize(
    ("typed", "seat", "compact"),
    [
        ("GR 094259216", "GR", "EL094259216"),
        ("EL 094259216", "GR", "EL094259216"),
        ("094259216", "GR", "EL094259216"),
        ("CHE-116.281.710 MWST", "CH", "CHE116281710"),
        ("CHE-116.281.710", "DE", "CHE116281710"),
        ("116.281.710 TVA", "CH", "CHE116281710"),
        ("NO 995 525 828 MVA", "NO", "NO995525828MVA"),
        ("995525828", "NO", "NO995525828MVA"),
        ("GB 980 7806 84", "GB", "GB980780684"),
        ("XI 980780684", "GB", "XI980780684"),
        ("DE 136,695 976", "DE", "DE136695976"),
        ("136695976", "DE", "DE136695976"),
        ("B58378431", "ES", "ESB58378431"),
        ("UA 123-456", "UA", "UA123456"),
    ],
)
def test_a_vat_number_is_kept_in_one_form(typed: str, seat: str, compact: str) -> None:
    assert vat.compact(typed, seat) == compact


@pytest.mark.parametrize(
    ("typed", "seat"),
    [("DE136695977", "DE"), ("CHE-116.281.711", "CH"), ("NO995525829MVA", "NO"),
     ("GB980780685", "GB"), ("GR094259217", "GR"), ("HRB 731245", "DE"), ("DE", "DE")],
)  # fmt: skip
def test_a_wrong_vat_number_is_refused(typed: str, seat: str) -> None:
    with pytest.raises(vat.WrongVatNumber):
        vat.compact(typed, seat)


@pytest.mark.django_db
def test_a_vat_number_of_another_country_than_the_seat_is_remarked() -> None:
    home = factories.agency()
    for number, remarked in (
        ("FR40303265045", True),
        *(("DE136695976", False), ("", False)),
    ):
        company = factories.company(home, country="DE", vat_number=number)
        (shown,) = [one for one in profile_facts(company) if one.term == "VAT number"]
        assert ("of another country than the seat" in str(shown.value)) is remarked
    greek = factories.company(home, country="GR", vat_number="EL094259216")
    assert "another country" not in str(profile_facts(greek))


def profile(initial: dict[str, Any], **typed: str) -> ProfileForm:
    """The form of a profile as it is sent after some fields were typed anew."""
    base = {"legal_name": "Neckar GmbH", "visibility": "own", "sector_revision": "2"}
    data = QueryDict(mutable=True)
    data.update(base | initial | typed)
    return ProfileForm(data, initial=base | initial)


HEILBRONN = {"country": "DE", "postcode": "74072", "city": "Heilbronn", "region": "DE117"}
# None of the country: the person says which region.
UNKNOWN = "7407"


def test_a_changed_postcode_brings_its_region() -> None:
    form = profile(HEILBRONN, postcode="28195", city="Bremen")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["region"] == "DE5"


def test_a_region_that_was_chosen_with_the_postcode_stays() -> None:
    form = profile(HEILBRONN, postcode="28195", region="DE502")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["region"] == "DE502"


def test_another_country_does_not_keep_the_region_of_the_first() -> None:
    form = profile(HEILBRONN, country="FR", postcode="69001", city="Lyon")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["region"] == "FRK26"


def test_where_the_postcode_tells_nothing_the_region_is_asked_for_once() -> None:
    form = profile(HEILBRONN, postcode=UNKNOWN)
    assert list(form.errors) == ["region"]
    assert form["region"].value() == ""
    answered = profile(HEILBRONN, postcode=UNKNOWN, region_asked_for=UNKNOWN, region="DE117")
    assert answered.is_valid(), answered.errors
    assert answered.cleaned_data["region"] == "DE117"
    # Changed once more, it counts for the other one.
    again = profile(HEILBRONN, postcode="28195", region_asked_for=UNKNOWN, region="DE117")
    assert again.is_valid()
    assert again.cleaned_data["region"] == "DE5"


def test_a_company_may_sit_and_export_where_the_network_has_no_regions() -> None:
    form = profile(HEILBRONN, country="US", postcode="10001", city="New York", region="")
    form.data.setlist("exports_to", ["US", "JP", "CH", "AT"])  # type: ignore[attr-defined]
    assert form.is_valid(), form.errors
    assert form.cleaned_data["region"] == ""
    assert form.cleaned_data["exports_to"] == ["AT", "CH", "JP", "US"]


def test_all_countries_of_the_world_and_nothing_else_are_offered() -> None:
    codes = {code for code, _name in regions.every_country("en")}
    assert len(codes) == 250  # ISO 3166-1 has 249; and Kosovo
    assert {"US", "CN", "BR", "XK", "GR", "GB"} <= codes
    assert not {"EU", "UN", "ZZ", "EL", "UK"} & codes


@pytest.mark.parametrize("name", ["\u3164", "\u200b", "\u2800", "…", "👷", "- / -", "\u115f\u1160"])
def test_a_name_that_nobody_sees_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="letter or a digit"):
        check_visible(name)
    form = profile(HEILBRONN, legal_name=name)
    assert "legal_name" in form.errors


@pytest.mark.parametrize("name", ["3M", "Ø", "ООО Ромашка", "株式会社", "A", "7"])
def test_a_name_with_a_letter_or_digit_is_one(name: str) -> None:
    check_visible(name)


def test_no_id_is_shown_of_a_choice_that_is_none() -> None:
    form = profile(HEILBRONN, visibility="0f9d3b1e-0000-4000-8000-000000000000")
    assert "0f9d3b1e" not in str(form.errors)


def test_a_value_of_a_grouped_choice_is_told_by_its_name() -> None:
    form = profile(HEILBRONN)
    assert in_words(form.fields["country"], "DE") == "Germany"
    assert in_words(form.fields["country"], "JP") == "Japan"
    assert in_words(form.fields["exports_to"], ["JP", "AT"]) == "Japan, Austria"
