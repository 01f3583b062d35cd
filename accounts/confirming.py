"""Confirming an address: only who knows the account's password takes the address for it.

Somebody may register another one's address first, with a password of their own, and wait until its
owner presses the link. So the link alone confirms nothing: it takes the password too, or the
browser in which it was given a moment ago. Who does not know it sets a new one by mail.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.stagekit import unstash_login
from allauth.account.models import EmailConfirmation
from allauth.account.views import ConfirmEmailView
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User


class ConfirmForm(forms.Form):
    """The password of the account that an address is confirmed for."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Wrong ones are limited and on record, as at the log-in."""
        password = str(self.cleaned_data["password"])
        if not get_adapter().reauthenticate(self.user, password):
            raise ValidationError(_("This is not the password of this account."))
        return password


class ConfirmAddress(ConfirmEmailView):  # type: ignore[misc]
    """allauth's page behind the link of a mail."""

    form: ConfirmForm | None = None

    def logout_other_user(self, confirmation: EmailConfirmation) -> None:
        """Only by the button: a link that is opened changes nothing."""
        if self.request.method == "POST":
            super().logout_other_user(confirmation)

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        owner = self.object.email_address.user
        if not _is_known_here(self.request, owner):
            self.form = ConfirmForm(self.request.POST, user=owner)
            if not self.form.is_valid():
                asked: HttpResponse = self.render_to_response(self.get_context_data(), status=422)
                return asked
        confirmed: HttpResponse = super().post(*args, **kwargs)
        return confirmed

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if self.object is not None:
            owner = self.object.email_address.user
            if not _is_known_here(self.request, owner):
                context["form"] = self.form or ConfirmForm(user=owner)
        return context


def _is_known_here(request: HttpRequest, owner: User) -> bool:
    """Whether this browser is logged in as the owner, or gave the password and waits for the
    confirmation."""
    if request.user.is_authenticated:
        return request.user.pk == owner.pk
    waiting = unstash_login(request, peek=True)
    return waiting is not None and waiting.user is not None and waiting.user.pk == owner.pk
