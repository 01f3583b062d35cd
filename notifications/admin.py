"""The outbox in the admin: kind and state of what is to be sent, not to whom nor about what."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from notifications.models import Delivery
from web.admin_log import SecretariatAdmin


@admin.register(Delivery)
class OutboxAdmin(SecretariatAdmin):
    """Read only; words are nowhere kept, addresses are not shown."""

    list_display = ("id", "kind", "state", "attempts", "fault", "created_at", "sent_at")
    list_filter = ("state", "kind")
    ordering = ("-created_at", "id")
    fields = (
        "id",
        "kind",
        "state",
        "attempts",
        "fault",
        "created_at",
        "send_after",
        "sent_at",
    )
    readonly_fields = fields
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
