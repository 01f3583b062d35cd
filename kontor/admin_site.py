"""Django's admin for the secretariat: the network and its people, no company and no case."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from activities.actor import Actor

ADMITTED = frozenset({"accounts", "network", "notifications"})
# They bring pages that show e-mail addresses of companies' people and secrets of second factors.
LEFT_OUT = frozenset({"account", "auth", "mfa", "usersessions"})

UNUSED = frozenset({"view_on_site", "autocomplete"})


class SecretariatSite(AdminSite):
    """Same log-in and second factor as everywhere; only under the secretariat's hat."""

    site_header = _("Kontor: administration")
    site_title = _("Kontor")
    index_title = _("Network")
    site_url = "/"
    enable_nav_sidebar = False

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[ModelAdmin[Any]] | None = None,
        **options: Any,
    ) -> None:
        models = (
            [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        )
        for model in models:
            label = model._meta.app_label
            if label in LEFT_OUT:
                continue
            if label not in ADMITTED:
                raise ImproperlyConfigured(f"{model.__name__} does not belong in the admin.")
            super().register(model, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        actor = getattr(request, "actor", None)
        return isinstance(actor, Actor) and actor.is_secretariat and super().has_permission(request)

    def admin_view(  # type: ignore[override]  # of another name, the same type
        self, view: Callable[..., HttpResponseBase], cacheable: bool = False
    ) -> Callable[..., HttpResponseBase]:
        inner: Callable[..., HttpResponseBase] = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                return render(request, "403.html", status=403)
            return inner(request, *args, **kwargs)

        return update_wrapper(guarded, view)

    def get_urls(self) -> list[Any]:
        """Without pages that look up any row of any model by its id."""
        return [one for one in super().get_urls() if getattr(one, "name", "") not in UNUSED]

    def login(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        """The log-in of the rest of Kontor, with its second factor and its limits."""
        if request.user.is_authenticated:
            if self.has_permission(request):
                return redirect("admin:index")
            return render(request, "403.html", status=403)
        following = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': following})}")

    def logout(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:  # type: ignore[override]
        return redirect("account_logout")

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: object = None
    ) -> HttpResponse:
        return redirect("account_change_password")

    def password_change_done(  # type: ignore[override]
        self, request: HttpRequest, extra_context: object = None
    ) -> HttpResponse:
        return redirect("admin:index")


class SecretariatAdminConfig(AdminConfig):
    default_site = "kontor.admin_site.SecretariatSite"
