"""The need: a company's draft in three steps, and the brief for partners."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import NameField
from companies.enums import SizeClass
from cooperation_requests.enums import Kind
from network.fields import LanguageField, LanguagesField, SectorsField, TargetRegionsField


class NeedStep(forms.Form):
    """What is looked for."""

    kind = forms.ChoiceField(label=_("What kind of partner do you look for?"), choices=Kind.choices)
    title = NameField(
        label=_("In one line"),
        max_length=160,
        help_text=_("For example: second source for die-cast aluminium housings."),
    )
    text = forms.CharField(
        label=_("What do you look for?"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("In your own language. Your name stays with your agency until you agree."),
    )
    language = LanguageField(label=_("Written in"))


class WhereStep(forms.Form):
    """In which regions and sectors."""

    regions = TargetRegionsField(label=_("In which regions?"))
    sectors = SectorsField(
        label=_("In which sectors?"),
        required=False,
        help_text=_("Names or NACE codes, separated by semicolons. Your advisor can fill this in."),
    )


class DetailsStep(forms.Form):
    """What else matters."""

    quantities = forms.CharField(label=_("Quantities"), required=False, max_length=300)
    size_classes = forms.MultipleChoiceField(
        label=_("Size of the partner"),
        required=False,
        choices=SizeClass.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = LanguagesField(label=_("Languages you can work in"))


STEPS: dict[str, type[forms.Form]] = {
    "need": NeedStep,
    "where": WhereStep,
    "details": DetailsStep,
}


class BriefForm(forms.Form):
    """What partners read: everything but the company."""

    title = NameField(label=_("In one line"), max_length=160)
    text = forms.CharField(
        label=_("What is looked for"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Without the company’s name, domain, telephone or people."),
    )
    language = LanguageField(label=_("Written in"))
    kind = forms.ChoiceField(label=_("Kind of partner"), choices=Kind.choices)
    sectors = SectorsField(label=_("Sectors"))
    regions = TargetRegionsField(label=_("Regions"))
    quantities = forms.CharField(label=_("Quantities"), required=False, max_length=300)
    size_classes = forms.MultipleChoiceField(
        label=_("Size of the partner"),
        required=False,
        choices=SizeClass.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = LanguagesField(label=_("Languages of contact"))
    documents = forms.MultipleChoiceField(
        label=_("Documents that partners get"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Under neutral names, without document properties. Check what they show."),
    )

    def __init__(self, *args: Any, documents: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["documents"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  declared above
        field.choices = documents
        if not documents:
            del self.fields["documents"]
