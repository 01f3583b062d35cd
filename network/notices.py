"""What people hear about the network, and in what words."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import Activity
from network.codes import NetworkTopic
from network.models import Membership, Organisation, StaffInvitation
from notifications.models import Notice
from notifications.outbox import Entry, Recipient, put
from notifications.registry import (
    Message,
    Renderer,
    Summary,
    Topic,
    register,
    register_topics,
)
from web.links import address_of
from web.pages import Needs


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


def tell_changed_by_secretariat(
    organisation_id: UUID, activity: Activity, *, of_mailbox: bool
) -> None:
    """The agency's people hear that the secretariat changed their desk's mailbox, or who works for
    them: nobody else would notice mails that go elsewhere, or a colleague who is none."""
    put(
        Entry(
            kind="network.mailbox_changed" if of_mailbox else "network.members_changed",
            recipient=Recipient(person=member.user, hat_id=organisation_id),
            subject_id=organisation_id,
            activity=activity,
        )
        for member in Membership.objects.filter(
            organisation_id=organisation_id, user__is_active=True
        ).select_related("user")
    )


def _mailbox_changed(notice: Notice) -> Message | None:
    agency = _agency_of_reader(notice)
    if agency is None:
        return None
    return Message(
        subject=_("Your desk’s mailbox was changed"),
        lead=_("The network’s secretariat changed the shared mailbox of %(agency)s.")
        % {"agency": agency.name},
        facts=[(_("Mailbox now"), agency.desk_mailbox or "–")],
        action=(_("Open the people of the agency"), _people_page()),
        why=_("You get this because you work for the agency. If it is a mistake, ask them."),
    )


def _members_changed(notice: Notice) -> Message | None:
    agency = _agency_of_reader(notice)
    if agency is None:
        return None
    return Message(
        subject=_("Who works for your agency was changed"),
        lead=_("The network’s secretariat changed who works for %(agency)s, or as what.")
        % {"agency": agency.name},
        action=(_("Open the people of the agency"), _people_page()),
        why=_("You get this because you work for the agency. If it is a mistake, ask them."),
    )


def _agency_of_reader(notice: Notice) -> Organisation | None:
    """The agency, while the reader works for it."""
    member = Membership.objects.filter(organisation=notice.hat_id, user=notice.person)
    found = member.select_related("organisation").first()
    return found.organisation if found else None


def _people_page() -> str:
    return settings.KONTOR_BASE_URL + reverse("network:desk-people")


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
    return Message(
        subject=_("You are invited to your agency’s desk"),
        lead=_("You are invited to work for %(agency)s in the network’s portal.")
        % {"agency": invitation.organisation.name},
        action=(_("Accept the invitation"), address_of(invitation)),
        why=_("A coordinator of the agency entered this address."),
    )


def register_kinds() -> None:
    """Bind the kinds of this app; called when the app is ready."""
    register_topics(Topic(NetworkTopic.AGENCY, gettext_lazy("The agency’s people"), Needs.STAFF))
    register(
        "network.invited",
        Renderer(
            _invited,
            lambda notice: Summary(_("An invitation."), reverse("network:home")),
            NetworkTopic.AGENCY,
            asks=True,
        ),
    )
    register(
        "network.mailbox_changed",
        Renderer(
            _mailbox_changed,
            lambda notice: Summary(
                _("The secretariat changed your desk’s mailbox."), reverse("network:desk-people")
            ),
            NetworkTopic.AGENCY,
            asks=True,
        ),
    )
    register(
        "network.members_changed",
        Renderer(
            _members_changed,
            lambda notice: Summary(
                _("The secretariat changed who works for your agency."),
                reverse("network:desk-people"),
            ),
            NetworkTopic.AGENCY,
            asks=True,
        ),
    )
