"""One's own name and language, and what stands where there is no page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import ProfileForm
from notifications.digests import reckon_of
from web.pages import FormPage, Needs, Sent, SentFiles

# Who is not signed in does not learn which addresses there are below these.
BEHIND_LOGIN = ("/desk/", "/requests/")


def nothing_there(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404; the log-in page for anybody who is not signed in and asks below desk or requests."""
    if request.path.startswith(BEHIND_LOGIN) and not request.user.is_authenticated:
        return redirect(
            f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}"
        )
    return render(request, "404.html", status=404)


class ProfilePage(FormPage[ProfileForm]):
    """Name, language and time zone."""

    needs = Needs.SIGNED_IN
    title = gettext_lazy("Name and language")
    button = gettext_lazy("Save")

    def build_form(self, data: Sent = None, files: SentFiles = None) -> ProfileForm:
        return ProfileForm(data, instance=self.request.user)

    def act(self, form: ProfileForm) -> str:
        user = form.save()
        reckon_of(user.pk)
        translation.activate(user.language)
        return reverse("kontor:profile")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = super().post(request, **kwargs)
        # The language chosen here is the person's everywhere: this browser's cookie gives way.
        if response.status_code == 302:
            response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return response

    def done(self) -> str:
        return _("Saved.")
