"""Form fields of names and addresses, of whoever has them."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.addresses import deliverable
from accounts.names import check_visible


def check_deliverable(address: str) -> None:
    """Raise ValidationError for an address whose domain no mail server can know (IDNA 2008)."""
    try:
        deliverable(address)
    except UnicodeError as refused:
        raise forms.ValidationError(_("Enter a valid email address.")) from refused


class NameField(forms.CharField):
    """The name of somebody or something: it has a letter or a digit."""

    default_validators = [check_visible]


class MailField(forms.EmailField):
    """A mail address that mail can go to."""

    default_validators = [*forms.EmailField.default_validators, check_deliverable]
