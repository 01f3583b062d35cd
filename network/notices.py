"""What people hear about the network, and in what words."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from activities import tokens
from activities.models import Activity
from network.models import StaffInvitation
from notifications.models import Notice
from notifications.outbox import Entry, Recipient, put
from notifications.registry import Message, Renderer, Summary, register

INVITATION = "staff-invitation"


def tell_invited(invitation: StaffInvitation, activity: Activity) -> None:
    """The invited address gets the link."""
    put(
        [
            Entry(
                kind="network.invited",
                recipient=Recipient(address=invitation.email, language=invitation.language),
                subject_id=invitation.pk,
                activity=activity,
                occasion=f"invitation:{invitation.pk}",
            )
        ]
    )


def _invited(notice: Notice) -> Message | None:
    invitation = (
        StaffInvitation.objects.filter(
            pk=notice.subject_id, accepted_at__isnull=True, revoked_at__isnull=True
        )
        .select_related("organisation")
        .first()
    )
    if invitation is None:
        return None
    token = tokens.token_of(INVITATION, invitation.pk, invitation.nonce)
    address = reverse("join-staff", kwargs={"invitation_id": invitation.pk, "token": token})
    return Message(
        subject=_("You are invited to your agency’s desk"),
        lead=_("You are invited to work for %(agency)s in the network’s portal.")
        % {"agency": invitation.organisation.name},
        action=(_("Accept the invitation"), settings.KONTOR_BASE_URL + address),
        why=_("A coordinator of the agency entered this address."),
    )


def register_kinds() -> None:
    """Bind the kinds of this app; called when the app is ready."""
    register(
        "network.invited",
        Renderer(_invited, lambda notice: Summary(_("An invitation."), reverse("home"))),
    )
