"""Staff and secretariat in the admin; people of companies belong to their agencies alone."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin_log import SecretariatAdmin
from accounts.models import User
from accounts.sessions import end_sessions
from web.security_log import SecurityEvent, note

# The person's own to change.
LEFT_AS_IS = ("name", "email", "language", "time_zone")


@admin.register(User)
class PersonAdmin(SecretariatAdmin):
    """Who may sign in, and who is the secretariat. Accounts are made by registering."""

    list_display = ("name", "email", "is_active", "is_secretariat")
    list_filter = ("is_active", "is_secretariat")
    search_fields = ("name", "email")
    ordering = ("name", "id")
    fields = ("name", "email", "language", "time_zone", "is_active", "is_secretariat")
    readonly_fields = LEFT_AS_IS
    actions = ("remove_second_factor",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        staff = Q(memberships__isnull=False) | Q(is_secretariat=True)
        found: QuerySet[User] = super().get_queryset(request)
        return found.filter(pk__in=User.objects.filter(staff).values("pk"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Nobody locks themselves out."""
        own = obj is not None and obj.email == _email(request)
        return ("is_active", "is_secretariat", *LEFT_AS_IS) if own else LEFT_AS_IS

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        for field in form.changed_data:
            note(
                SecurityEvent.ROLE_CHANGED,
                request=request,
                about=obj.pk,
                what=field,
                now=str(getattr(obj, field)),
            )
        if not obj.is_active:
            end_sessions(obj)

    @admin.action(description=_("Remove the second factor: it is set up anew at the next log-in"))
    def remove_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        people = list(queryset.exclude(email=_email(request)))
        Authenticator.objects.filter(user__in=people).delete()
        for person in people:
            end_sessions(person)
            self.log_change(request, person, "second factor removed")
            note(
                SecurityEvent.SECOND_FACTOR_CHANGED, request=request, about=person.pk, factor="none"
            )
        self.message_user(
            request,
            ngettext("Removed for %(count)s person.", "Removed for %(count)s people.", len(people))
            % {"count": len(people)},
            messages.SUCCESS,
        )


def _email(request: HttpRequest) -> str:
    return request.user.email if isinstance(request.user, User) else ""
