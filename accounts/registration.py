"""Registering takes the same work for an address that has an account as for one that has none."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import SignupForm
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest


class RegistrationForm(SignupForm):  # type: ignore[misc]
    """allauth's form, with the fields of `accounts.forms.SignupForm`."""

    def try_save(self, request: HttpRequest) -> Any:
        if self.account_already_exists:
            # Hashing a password is most of the work: without it the time would tell of the account.
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)
