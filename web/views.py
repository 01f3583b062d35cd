"""Pages that belong to no noun: where a hat begins its day, and the choice of a hat."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from web.hats import SESSION_KEY, HatOption
from web.navigation import start_of
from web.pages import Needs, Page


class StartPage(Page):
    """Where the acting hat begins its day."""

    needs = Needs.SIGNED_IN

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect(start_of(self.actor))


class SwitchHat(Page):
    """Act as another of one's roles."""

    needs = Needs.SIGNED_IN

    def post(self, request: HttpRequest) -> HttpResponse:
        key = request.POST.get("hat", "")
        options: list[HatOption] = getattr(request, "hats", [])
        chosen = next((one for one in options if one.key == key), None)
        if chosen is None:
            return render(request, "403.html", status=403)
        request.session[SESSION_KEY] = chosen.key
        messages.success(request, _("You act for %(hat)s now.") % {"hat": chosen.label})
        back = request.POST.get("back", "")
        if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
            return redirect(back)
        return redirect(start_of(chosen.actor))
