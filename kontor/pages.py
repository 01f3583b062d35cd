"""The first page, where one lands after logging in, and the choice of a hat."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import ProfileForm
from activities.actor import Actor
from companies import hats
from network.models import Organisation
from web.pages import FormPage, Needs, Page, Sent, SentFiles

# Who is not signed in does not learn which addresses there are below these.
BEHIND_LOGIN = ("/desk/", "/requests/")


def nothing_there(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404; the log-in page for anybody who is not signed in and asks below desk or requests."""
    if request.path.startswith(BEHIND_LOGIN) and not request.user.is_authenticated:
        return redirect(
            f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}"
        )
    return render(request, "404.html", status=404)


class HomePage(Page):
    """What the network offers, and the way to the agency of one's own region."""

    needs = Needs.PUBLIC
    template_name = "home.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        agencies = Organisation.objects.active().agencies()
        return self.show(
            {
                "agency_count": agencies.count(),
                "country_count": agencies.values("country").distinct().count(),
            }
        )


class StartPage(Page):
    """Where the acting hat begins its day."""

    needs = Needs.SIGNED_IN

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect(start_of(self.actor))


def start_of(actor: Actor) -> str:
    """The first page of a hat; a person without one registers a company."""
    if actor.organisation_id:
        return reverse("desk")
    if actor.company_id:
        return reverse("requests")
    if actor.is_secretariat:
        return reverse("placements")
    return reverse("company-new")


class SwitchHat(Page):
    """Act as another of one's roles."""

    needs = Needs.SIGNED_IN

    def post(self, request: HttpRequest) -> HttpResponse:
        key = request.POST.get("hat", "")
        chosen = next((one for one in hats.hats_of(request.user) if one.key == key), None)  # type: ignore[arg-type]
        if chosen is None:
            return render(request, "403.html", status=403)
        request.session[hats.SESSION_KEY] = chosen.key
        messages.success(request, _("You act for %(hat)s now.") % {"hat": chosen.label})
        back = request.POST.get("back", "")
        if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
            return redirect(back)
        return redirect(start_of(chosen.actor))


class ProfilePage(FormPage[ProfileForm]):
    """Name, language and time zone."""

    needs = Needs.SIGNED_IN
    title = gettext_lazy("Name and language")
    button = gettext_lazy("Save")

    def build_form(self, data: Sent = None, files: SentFiles = None) -> ProfileForm:
        return ProfileForm(data, instance=self.request.user)

    def act(self, form: ProfileForm) -> str:
        user = form.save()
        translation.activate(user.language)
        return reverse("profile")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = super().post(request, **kwargs)
        # The language chosen here is the person's everywhere: this browser's cookie gives way.
        if response.status_code == 302:
            response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return response

    def done(self) -> str:
        return _("Saved.")
