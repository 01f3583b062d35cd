"""Forms of companies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.fields import MailField, NameField
from companies import vat
from companies.enums import SectorRevision, Visibility, size_class_of
from network import postcodes, regions
from network.fields import (
    MOST_TO_PICK_FROM,
    CountriesField,
    CountryField,
    LanguageField,
    LanguagesField,
    OrganisationField,
    SectorsField,
)
from network.models import Organisation
from web.fields import WholeNumberField, WordList


class PlaceFields(forms.Form):
    """Where a company sits; the postcode proposes the region where its country is known."""

    country = CountryField(label=gettext_lazy("Country"))
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=12, required=False)
    city = forms.CharField(label=gettext_lazy("Town"), max_length=100)
    region = forms.ChoiceField(
        label=gettext_lazy("Region"),
        required=False,
        help_text=gettext_lazy("Needed only if the postcode does not tell it."),
    )
    # The postcode for which the region was asked, once it did not tell it.
    region_asked_for = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and self._region_is_of_before():
            self._change_data(region="")
        country = str(
            (self.data.get("country") if self.is_bound else self.initial.get("country")) or ""
        )
        field = self.fields["region"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        chosen = regions.choices(country, 3, get_language() or "en") if country else []
        field.choices = [("", "–"), *chosen]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        country = found.get("country")
        if not country:
            return found
        postcode = found.get("postcode") or ""
        has_regions = bool(regions.choices(country, 3))
        if has_regions and not found.get("region") and "region" not in self.errors:
            region = postcodes.region_of(country, postcode)
            if region is None:
                self.add_error(
                    "region",
                    _("The postcode does not tell the region: choose it from the list."),
                )
                self._change_data(region="", region_asked_for=postcode)
            else:
                found["region"] = region
        return found

    def _region_is_of_before(self) -> bool:
        """Whether the region still is the one of another place: country or postcode were changed,
        it was not, and nobody was asked for it since."""
        sent = {name: str(self.data.get(name) or "").strip() for name in self.data}
        same = [
            sent.get(name) == (self.initial.get(name) or "") for name in ("country", "postcode")
        ]
        asked = sent.get("region_asked_for") == sent.get("postcode")
        kept = bool(sent.get("region")) and sent.get("region") == self.initial.get("region")
        return kept and not all(same) and not asked

    def _change_data(self, **values: str) -> None:
        data = QueryDict(mutable=True)
        data.update(self.data)
        for name, value in values.items():
            data[name] = value
        self.data = data

    def clean_vat_number(self) -> str:
        """In compact form, '' for none."""
        number = self.cleaned_data.get("vat_number") or ""
        try:
            seat = str(self.cleaned_data.get("country") or "")
            return vat.compact(number, seat) if number else ""
        except vat.WrongVatNumber as wrong:
            raise forms.ValidationError(
                _(
                    "This is no VAT number of the country that it begins with, or of the "
                    "company’s own. For example DE136695976, CHE-116.281.710, NO995525828MVA."
                )
            ) from wrong


class RegistrationForm(PlaceFields):
    """What a person says when they register their company."""

    legal_name = NameField(label=gettext_lazy("Legal name of the company"), max_length=200)
    website = forms.URLField(
        label=gettext_lazy("Website"), required=False, max_length=300, assume_scheme="https"
    )
    vat_number = forms.CharField(label=gettext_lazy("VAT number"), required=False, max_length=20)
    agency = forms.ModelChoiceField(
        queryset=Organisation.objects.none(),
        label=gettext_lazy("Your agency"),
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Several agencies serve your region: choose one."),
    )
    field_order = (
        "legal_name",
        "country",
        "postcode",
        "city",
        "region",
        "website",
        "vat_number",
        "agency",
    )


class ProfileForm(PlaceFields):
    """The profile that partners are found by."""

    legal_name = NameField(label=gettext_lazy("Legal name"), max_length=200)
    vat_number = forms.CharField(
        label=gettext_lazy("VAT number"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Its form is checked, the number itself is not."),
    )
    website = forms.URLField(
        label=gettext_lazy("Website"), required=False, max_length=300, assume_scheme="https"
    )
    sectors = SectorsField(label=gettext_lazy("Sectors"), required=False)
    sector_revision = forms.ChoiceField(
        label=gettext_lazy("Edition of the sector codes"),
        choices=SectorRevision.choices,
        initial=SectorRevision.REV_2,
        help_text=gettext_lazy("Registers give codes of Rev. 2.1 since 2025; names count in both."),
    )
    head_count = WholeNumberField(
        label=gettext_lazy("Staff"),
        required=False,
        min_value=0,
        max_value=2_000_000,
        help_text=gettext_lazy("Full-time staff; the size class follows (2003/361/EC)."),
    )
    languages = LanguagesField(label=gettext_lazy("Languages spoken"))
    offers = forms.CharField(
        label=gettext_lazy("What the company offers"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("In your own language: processes, materials, sizes, markets."),
    )
    offers_language = LanguageField(label=gettext_lazy("Written in"), required=False)
    seeks = forms.CharField(
        label=gettext_lazy("What the company seeks"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seeks_language = LanguageField(label=gettext_lazy("Written in"), required=False)
    certificates = WordList(
        label=gettext_lazy("Certificates"),
        help_text=gettext_lazy("Separated by commas, for example ISO 9001, IATF 16949."),
    )
    exports_to = CountriesField(label=gettext_lazy("Exports to"))
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may find the profile"), choices=Visibility.choices
    )
    found_while_asking = forms.BooleanField(
        label=gettext_lazy("Agencies that are asked for us may find our profile meanwhile"),
        required=False,
        help_text=gettext_lazy(
            "Whoever reads an anonymous request of yours could recognise you by an open profile. "
            "Without this tick the agencies asked do not find it while the request is open."
        ),
    )
    field_order = (
        "legal_name",
        "country",
        "postcode",
        "city",
        "region",
        "website",
        "vat_number",
        "sectors",
        "sector_revision",
        "head_count",
        "languages",
        "offers",
        "offers_language",
        "seeks",
        "seeks_language",
        "certificates",
        "exports_to",
        "visibility",
        "found_while_asking",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.data if self.is_bound else self.initial
        revision = str(given.get("sector_revision") or "")
        field = self.fields["sectors"]
        assert isinstance(field, SectorsField)  # noqa: S101  declared above
        if revision in SectorRevision.values:
            field.revision = revision

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if found.get("head_count") is not None:
            found["size_class"] = size_class_of(found["head_count"])
        return found


class DeskProfileForm(ProfileForm):
    """The profile as the advisor keeps it, with the agency's own number."""

    external_id = forms.CharField(
        label=gettext_lazy("Own number"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("The number that your agency knows this company by."),
    )


class ContactForm(forms.Form):
    """A contact person without account."""

    name = NameField(label=gettext_lazy("Name"), max_length=150)
    position = forms.CharField(label=gettext_lazy("Position"), max_length=100, required=False)
    email = MailField(label=gettext_lazy("E-mail address"), required=False)
    telephone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)


class DeskRegistrationForm(DeskProfileForm):
    """A company that an advisor registers, with a contact person."""

    contact_name = NameField(label=gettext_lazy("Contact person"), max_length=150, required=False)
    contact_email = MailField(label=gettext_lazy("E-mail of the contact person"), required=False)
    contact_telephone = forms.CharField(
        label=gettext_lazy("Telephone of the contact person"), max_length=40, required=False
    )
    contact_language = forms.ChoiceField(
        label=gettext_lazy("Language of the contact person"), choices=settings.LANGUAGES
    )

    def split(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The company's fields and the contact person's."""
        company, contact = {}, {}
        for name, value in self.cleaned_data.items():
            if name.startswith("contact_"):
                contact[name.removeprefix("contact_")] = value
            else:
                company[name] = value
        return company, contact


class InviteForm(forms.Form):
    """Who is invited to act for a company."""

    email = MailField(label=gettext_lazy("E-mail address"))
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mail"),
        choices=settings.LANGUAGES,
        initial=get_language,
    )


class AgencyForm(forms.Form):
    """The agency that a company is placed with."""

    agency = forms.ModelChoiceField(
        queryset=Organisation.objects.none(),
        label=gettext_lazy("Agency"),
        empty_label=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, agencies: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if agencies.count() > MOST_TO_PICK_FROM:
            label = self.fields["agency"].label
            self.fields["agency"] = OrganisationField(queryset=agencies, label=label)
            return
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  declared above
        field.queryset = agencies


class DecideJoinForm(forms.Form):
    """Whether somebody acts for the company."""

    decision = forms.ChoiceField(
        label=gettext_lazy("May they act for the company?"),
        choices=(
            ("admit", gettext_lazy("Yes, they belong to us")),
            ("turn_away", gettext_lazy("No, they do not")),
        ),
        widget=forms.RadioSelect,
    )


class MergeForm(forms.Form):
    """The known company that a registration is, and who of its people act for that one."""

    into = forms.ChoiceField(label=gettext_lazy("Same company as"), widget=forms.RadioSelect)
    admitted = forms.MultipleChoiceField(
        label=gettext_lazy("Who acts for this company from now on"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Tick only whom you know to belong to it. For the others its people decide."
        ),
    )

    def __init__(
        self,
        *args: Any,
        companies: list[tuple[str, str]],
        people: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        admitted = self.fields["admitted"]
        assert isinstance(admitted, forms.MultipleChoiceField)  # noqa: S101  declared above
        admitted.choices = people
        if not people:
            del self.fields["admitted"]
        field = self.fields["into"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        field.choices = companies
        if len(companies) == 1:
            field.initial = companies[0][0]
