"""The invitation by which somebody joins an organisation."""

from __future__ import annotations

from network.codes import StaffVerb
from network.models import StaffInvitation
from web.links import LinkKind

INVITATION: LinkKind[StaffInvitation] = LinkKind(
    StaffInvitation,
    "network:join-staff",
    verbs=frozenset({StaffVerb.JOIN}),
    keys=lambda invitation: {"invitation_id": invitation.pk, "token": invitation.token()},
    needs_session=True,
)
