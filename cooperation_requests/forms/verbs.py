"""One small form for each verb."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django import forms
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.fields import NameField
from activities.workflow import Row
from companies.forms import ContactForm
from cooperation_requests import enums
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from files.checking import CheckedFile, check, check_for_others
from network.fields import CountryField, SectorsField
from network.models import Organisation
from web.fields import DateInput
from web.verbs import VerbForm

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import QueryDict
    from django_stubs_ext import StrOrPromise


def words_field(label: StrOrPromise, *, required: bool = True, rows: int = 4) -> forms.CharField:
    """A text of at most 5,000 characters."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def is_uuid(text: str) -> bool:
    """Whether a part of a field's name is the id of a row."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


class Text(VerbForm[Row]):
    text = words_field(_("Your words"))


class Words(VerbForm[Row]):
    words = words_field(_("Your words"))


class Reasons(VerbForm[Row]):
    """One reason out of those that there are, and words."""

    choices: ClassVar[type[models.TextChoices]]
    words_label: ClassVar[StrOrPromise] = _("In your words")
    words_required: ClassVar[bool] = False

    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)
    words = words_field(_("In your words"))

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)  # noqa: S101  declared above
        reason.choices = self.choices.choices
        self.fields["words"].label = self.words_label
        self.fields["words"].required = self.words_required


class Decline(Reasons[CooperationRequest]):
    choices = enums.DeclineReason
    words_label = _("Words for the company")
    words_required = True


class Close(Reasons[CooperationRequest]):
    choices = enums.CloseReason
    words_label = _("Words for the company")
    words_required = True


class Withdraw(Reasons[CooperationRequest]):
    choices = enums.WithdrawReason


class FindNone(Reasons[Referral]):
    choices = enums.NoneReason


class SetAside(Reasons[Suggestion]):
    choices = enums.SetAsideReason
    words_label = _("Words for the partner")


class PassOver(Reasons[Suggestion]):
    choices = enums.PassReason


class TakeBack(Reasons[Suggestion]):
    choices = enums.TakeBackReason


class Refuse(Reasons[Suggestion]):
    choices = enums.RefuseReason


class PartnerDecline(VerbForm[Referral]):
    reason = forms.ChoiceField(
        label=_("Reason"), choices=enums.PartnerDeclineReason.choices, widget=forms.RadioSelect
    )
    other_body = forms.CharField(
        label=_("Which other body?"),
        required=False,
        max_length=200,
        help_text=_("If another body fits better."),
    )
    words = words_field(_("In your words"), required=False)


class Assign(forms.Form):
    advisor = forms.ChoiceField(label=_("Advisor"))

    def __init__(self, *args: Any, advisors: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["advisor"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        field.choices = list(advisors)


class Extend(VerbForm[Referral]):
    due_on = forms.DateField(label=_("Until"), widget=DateInput())


def ticked_but_gone(form: forms.Form, prefix: str) -> list[str]:
    """The ids of rows that were ticked on a page which stood open while they went."""
    return [
        name.removeprefix(prefix)
        for name in form.data
        if name.startswith(prefix) and form.data.get(name) and name not in form.fields
    ]


class Forward(forms.Form):
    """Whom to ask, each with a deadline of its own; proposed ones first. Of a large network some
    are shown; `named` finds the others, of whom there are `further`."""

    named = forms.CharField(
        label=_("Find another agency"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("name, town, country")}),
    )

    def clean(self) -> dict[str, Any]:
        gone = [UUID(one) for one in ticked_but_gone(self, "ask_") if is_uuid(one)]
        if gone:
            names = Organisation.objects.filter(pk__in=gone).values_list("name", flat=True)
            raise forms.ValidationError(
                gettext(
                    "Asked meanwhile, or no longer in the network: %(names)s. Nothing was sent "
                    "yet: look at the list again."
                )
                % {"names": ", ".join(names)}
            )
        return super().clean() or {}

    def __init__(
        self,
        *args: Any,
        organisations: Sequence[tuple[Organisation, str, bool, date]],
        further: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.further = further
        self.organisations = [row[0] for row in organisations]
        for organisation, line, ticked, due in organisations:
            self.fields[f"ask_{organisation.pk}"] = forms.BooleanField(
                label=organisation.name, required=False, initial=ticked, help_text=line
            )
            self.fields[f"due_{organisation.pk}"] = forms.DateField(
                label=gettext("%(agency)s answers by") % {"agency": organisation.name},
                required=False,
                widget=DateInput(),
                initial=due,
            )

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Tick and date of each organisation, side by side."""
        return [(self[f"ask_{one.pk}"], self[f"due_{one.pk}"]) for one in self.organisations]

    def questions(self) -> list[forms.BoundField]:
        """What is asked before it is sent, beside the rows and the search."""
        return [one for one in self if not one.name.startswith(("ask_", "due_", "named"))]

    @property
    def deadlines(self) -> dict[Any, date | None]:
        """The chosen organisations' ids with their deadlines."""
        return {
            one.pk: self.cleaned_data.get(f"due_{one.pk}")
            for one in self.organisations
            if self.cleaned_data.get(f"ask_{one.pk}")
        }


class Present(forms.Form):
    """Which to present, with words for each."""

    def clean(self) -> dict[str, Any]:
        gone = ticked_but_gone(self, "present_")
        if gone:
            words = "; ".join(
                str(self.data.get(f"words_{one}", ""))[:20_000] for one in gone if is_uuid(one)
            )
            raise forms.ValidationError(
                gettext(
                    "One that you ticked is no longer there: it was taken back, or decided on. "
                    "Nothing was presented yet. What you wrote about it: %(words)s"
                )
                % {"words": words}
            )
        return super().clean() or {}

    def __init__(
        self,
        *args: Any,
        rows: Iterable[tuple[Any, str, str]],
        documents: Iterable[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.row_ids = [row.pk for row, _title, _words in rows]
        for row, title, words in rows:
            self.fields[f"present_{row.pk}"] = forms.BooleanField(
                label=title, required=False, initial=True
            )
            self.fields[f"words_{row.pk}"] = forms.CharField(
                label=gettext("Words for the company about %(title)s") % {"title": title},
                required=False,
                max_length=20_000 if isinstance(row, Referral) else 5_000,
                initial=words,
                widget=forms.Textarea(attrs={"rows": 4}),
            )

        if choices := list(documents):
            self.fields["documents"] = forms.MultipleChoiceField(
                label=gettext("Documents for the company"),
                required=False,
                choices=choices,
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def words(self) -> dict[Any, str]:
        """Words by the id of each chosen row."""
        return {
            pk: self.cleaned_data.get(f"words_{pk}") or ""
            for pk in self.row_ids
            if self.cleaned_data.get(f"present_{pk}")
        }


class Introduce(forms.Form):
    """Which candidate is introduced, with the next step in the advisor's words."""

    suggestion = forms.ChoiceField(
        label=_("Candidate"),
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": _("This candidate is no longer ready to be introduced."),
        },
    )
    words = words_field(_("Words for the company: the next step"))
    words_for_candidate = words_field(_("Words for the candidate, in its language"), required=False)

    def __init__(self, *args: Any, candidates: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["suggestion"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        field.choices = candidates
        if len(candidates) == 1:
            field.initial = candidates[0][0]


class Choose(VerbForm[Suggestion]):
    name_to_partner = forms.BooleanField(
        label=_("The partner agency may know our name already"),
        required=False,
        help_text=_(
            "The candidate gets your name and contact person only when you are introduced, and "
            "only if it agrees."
        ),
    )


class Agree(VerbForm[Suggestion]):
    name_at_once = forms.BooleanField(
        label=_("Our name may be told before the introduction"),
        required=False,
        help_text=_(
            "To the company that looks for a partner and its agency. Your contact person goes over "
            "only with the introduction."
        ),
    )


class AnswerReferral(VerbForm[Referral]):
    """The answer of a partner; for market information its words."""

    words = forms.CharField(
        label=_("Words to the agency that asks"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ProposeKnown(forms.Form):
    words = words_field(_("In a sentence: why this company?"), rows=3)


class ProposeNew(ContactForm):
    """A company that is not in the portal yet."""

    legal_name = NameField(label=_("Name of the company"), max_length=200)
    country = CountryField(label=_("Country"))
    city = forms.CharField(label=_("Town"), max_length=100)
    website = forms.URLField(
        label=_("Website"), required=False, max_length=300, assume_scheme="https"
    )
    sectors = SectorsField(label=_("Sectors"))
    may_be_proposed = forms.BooleanField(
        label=_("This company may be proposed, and its contact person may be written to")
    )
    words = words_field(_("In a sentence: why this company?"), rows=3)
    field_order = (
        *("legal_name", "country", "city", "website", "sectors"),
        *("name", "position", "email", "telephone", "language", "words", "may_be_proposed"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Contact person")
        self.fields["email"].required = True

    def split(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The company's fields and the contact person's."""
        found = self.cleaned_data
        company = ("legal_name", "country", "city", "website", "sectors")
        contact = ("name", "position", "email", "telephone", "language")
        return {name: found[name] for name in company}, {name: found[name] for name in contact}


class MessageForm(forms.Form):
    """A message in one thread."""

    text = forms.CharField(
        label=_("Message"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class UploadForm(forms.Form):
    """A document for one thread."""

    upload = forms.FileField(
        label=_("Document"),
        help_text=_("PDF, PNG, JPEG, Word, Excel, OpenDocument, text or CSV; at most 10 MB."),
    )

    def clean_upload(self) -> CheckedFile:
        """Look at the file and clean it here: a form is read outside any transaction."""
        upload = self.cleaned_data["upload"]
        return self.check(upload, upload.name or "", upload.content_type or "")

    def check(self, upload: UploadedFile[bytes], name: str, sent_type: str) -> CheckedFile:
        """Return the file if it may be stored in this thread. Raises ValidationError."""
        return check(upload, name, sent_type)


class UploadForOthersForm(UploadForm):
    """A document for another agency, which gets it clean or not at all."""

    def check(self, upload: UploadedFile[bytes], name: str, sent_type: str) -> CheckedFile:
        return check_for_others(upload, name, sent_type)
