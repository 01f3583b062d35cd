"""Registering takes the same work for an address that has an account as for one that has none."""

from __future__ import annotations

from allauth.account.forms import SignupForm
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse

from accounts.models import User


class RegistrationForm(SignupForm):  # type: ignore[misc]
    """allauth's form, with the fields of `accounts.forms.SignupForm`."""

    def try_save(self, request: HttpRequest) -> tuple[User, HttpResponse | None]:
        if self.account_already_exists:
            # Hashing a password is most of the work: without it the time would tell of the account.
            make_password(self.cleaned_data["password1"])
        saved: tuple[User, HttpResponse | None] = super().try_save(request)
        return saved
