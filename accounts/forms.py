"""What a person says of themselves."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.fields import NameField
from accounts.models import User


class SignupForm(forms.Form):
    """What registration asks beside address and password."""

    name = NameField(label=_("Your name"), max_length=150)
    field_order = ["name", "email", "password1", "password2"]

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.language = translation.get_language() or "en"
        user.save(update_fields=["name", "language"])


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name, language and time zone of a person."""

    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["name", "language", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].help_text = _("For example Europe/Berlin or Europe/Riga.")

    def save(self, commit: bool = True) -> User:
        """Write what the form asks for and nothing else of the person."""
        person: User = super().save(commit=False)
        if commit:
            person.save(update_fields=self._meta.fields)
        return person
