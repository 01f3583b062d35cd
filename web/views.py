"""Pages that belong to no noun: where a hat begins its day, the choice of a hat, exports."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from web import exports
from web.hats import SESSION_KEY, HatOption
from web.models import Export, ExportState
from web.navigation import start_of
from web.pages import Needs, Page


class StartPage(Page):
    """Where the acting hat begins its day."""

    needs = Needs.SIGNED_IN

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect(start_of(self.actor))


class ExportPage(Page):
    """How far a long list is that is being written; the way to its file once it is there."""

    needs = Needs.SIGNED_IN
    about_one_row = True
    template_name = "export.html"

    @cached_property
    def export(self) -> Export:
        return get_object_or_404(exports.visible_to(self.actor), pk=self.kwargs["export_id"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        return self.show({"export": self.export, "back": self.export.address_of_list})


class ExportFile(ExportPage):
    """The file of a list."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if self.export.state != ExportState.READY:
            raise Http404
        try:
            return exports.file_of(self.export)
        except FileNotFoundError as gone:
            raise Http404 from gone


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
