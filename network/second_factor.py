"""Staff need a second factor before they see company data."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.models import User
from network.models import Membership

# What a member of staff may open before the second factor is set up.
OPEN_NAMESPACES = ("account_", "mfa_", "set_language", "home", "public-", "health-", "join-staff")


def needs_second_factor(user: User) -> bool:
    """Whether the person is staff (or the secretariat) without a second factor. One query."""
    if not settings.SECOND_FACTOR_REQUIRED or not user.is_authenticated:
        return False
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    staff = Q(is_secretariat=True) | Exists(Membership.objects.filter(user=OuterRef("pk")))
    return User.objects.filter(staff, ~Exists(factors), pk=user.pk).exists()


class SecondFactorMiddleware:
    """Leads staff to the set-up of their second factor before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        match = request.resolver_match
        name = (match.url_name or "") if match else ""
        if name.startswith(OPEN_NAMESPACES) and "admin" not in (match.namespaces if match else []):
            return None
        if isinstance(request.user, User) and needs_second_factor(request.user):
            messages.info(
                request,
                _("Set up the second factor first: it protects the companies’ data you work with."),
            )
            return redirect("mfa_activate_totp")
        return None
