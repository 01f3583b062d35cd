"""What is done with staff: inviting, joining, changing roles."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.security_log import SecurityEvent, note_after_commit
from activities import recording
from activities.actor import Actor, Role
from activities.clock import now
from activities.contexts import Context
from activities.errors import NoLongerPossible, NotAllowed
from activities.models import Activity
from network.codes import NetworkAudience, NetworkContext, NetworkKind, StaffVerb
from network.models import Membership, StaffInvitation
from network.notices import tell_changed_by_secretariat, tell_invited


@transaction.atomic
def invite_staff(
    *,
    actor: Actor,
    email: str,
    role: str,
    on_desk: bool,
    language: str,
    organisation_id: UUID | None = None,
) -> StaffInvitation:
    """A coordinator invites somebody to the agency; an open invitation is replaced.

    The secretariat invites to any organisation and names it. Raises NotAllowed, ValidationError.
    """
    if actor.is_coordinator:
        organisation_id = actor.organisation_id
    elif not actor.is_secretariat:
        raise NotAllowed("invite_staff")
    if organisation_id is None:
        raise NotAllowed("invite_staff")
    if role not in Role.values:
        raise ValidationError({"role": [_("Choose one from the list.")]})
    check_not_a_member(organisation_id, email)
    of_today = StaffInvitation.objects.filter(
        StaffInvitation.of_today_rule(), organisation_id=organisation_id, email=email.lower()
    )
    if of_today.count() >= StaffInvitation.MOST_A_DAY:
        raise ValidationError({"email": [_("This address was invited several times today.")]})
    StaffInvitation.objects.filter(
        organisation_id=organisation_id,
        email=email.lower(),
        accepted_at__isnull=True,
        revoked_at__isnull=True,
    ).update(revoked_at=now())
    invitation = StaffInvitation.new(
        organisation_id=organisation_id,
        email=email,
        role=role,
        on_desk=on_desk,
        language=language,
        invited_by_id=actor.user_id,
    )
    invitation.save()
    activity = _record(StaffVerb.INVITE, organisation_id, invitation.pk, actor)
    tell_invited(invitation, activity)
    _tell_agency(actor, organisation_id, activity)
    return invitation


def check_not_a_member(organisation_id: UUID, email: str) -> None:
    """Raise ValidationError if the address belongs to a member of the organisation."""
    if Membership.objects.filter(
        organisation_id=organisation_id, user__email=email.lower()
    ).exists():
        raise ValidationError({"email": [_("This person belongs to the agency already.")]})


@transaction.atomic
def join_staff(*, user: User, invitation_id: UUID, token: str) -> Membership:
    """Join an agency by invitation; the same link again is the same joining."""
    invitation = (
        StaffInvitation.objects.select_for_update(of=("self",))
        .select_related("organisation", "invited_by")
        .filter(pk=invitation_id)
        .first()
    )
    if invitation is None or not invitation.is_opened_by(token):
        raise NotAllowed("join_staff")
    known = Membership.objects.filter(organisation_id=invitation.organisation_id, user=user).first()
    if invitation.accepted_at is not None and known is not None:
        return known
    if (
        not invitation.may_be_accepted_by(user.email)
        or not invitation.organisation.takes_part
        or not _may_still_invite(invitation)
    ):
        raise NoLongerPossible(StaffVerb.JOIN)
    invitation.accepted_at = now()
    invitation.save(update_fields=["accepted_at"])
    membership, _new = Membership.objects.get_or_create(
        organisation_id=invitation.organisation_id,
        user=user,
        defaults={"role": invitation.role, "on_desk": invitation.on_desk},
    )
    actor = Actor(user_id=user.pk, organisation_id=invitation.organisation_id)
    _record(StaffVerb.JOIN, membership.organisation_id, membership.pk, actor)
    _note_role(actor, membership, membership.role)
    return membership


@transaction.atomic
def revoke_staff_invitation(*, actor: Actor, invitation_id: UUID) -> None:
    """A coordinator takes back an invitation to the agency; a second time changes nothing."""
    if not actor.is_coordinator:
        raise NotAllowed("revoke_staff_invitation")
    open_one = open_invitations(actor.organisation).filter(pk=invitation_id)
    if open_one.update(revoked_at=now()):
        _record(StaffVerb.REVOKE_INVITATION, actor.organisation, invitation_id, actor)


def open_invitations(organisation_id: UUID) -> QuerySet[StaffInvitation]:
    """Invitations to an agency that somebody may still accept."""
    return StaffInvitation.objects.filter(StaffInvitation.open_rule(), organisation=organisation_id)


def _may_still_invite(invitation: StaffInvitation) -> bool:
    """Whether who sent it coordinates the agency still, or is of the secretariat."""
    by = invitation.invited_by
    if by is None or not by.is_active:
        return False
    return (
        by.is_secretariat
        or Membership.objects.filter(
            organisation=invitation.organisation_id, user=by, role=Role.COORDINATOR
        ).exists()
    )


@transaction.atomic
def change_membership(*, actor: Actor, membership_id: UUID, role: str, on_desk: bool) -> Membership:
    """A coordinator or the secretariat changes a role; the last coordinator stays one."""
    membership = _lock(actor, membership_id)
    if role not in Role.values:
        raise ValidationError({"role": [_("Choose one from the list.")]})
    if role != Role.COORDINATOR:
        keep_a_coordinator(membership)
    membership.role = role
    membership.on_desk = on_desk
    membership.save(update_fields=["role", "on_desk"])
    if role != Role.COORDINATOR:
        _revoke_invitations_of(membership)
    activity = _record(
        StaffVerb.CHANGE_MEMBERSHIP, membership.organisation_id, membership.pk, actor
    )
    _note_role(actor, membership, role)
    _tell_agency(actor, membership.organisation_id, activity)
    return membership


@transaction.atomic
def remove_membership(*, actor: Actor, membership_id: UUID) -> None:
    """A coordinator or the secretariat removes a person from the agency."""
    membership = _lock(actor, membership_id)
    keep_a_coordinator(membership)
    activity = _record(
        StaffVerb.REMOVE_MEMBERSHIP, membership.organisation_id, membership.pk, actor
    )
    _note_role(actor, membership, "none")
    _revoke_invitations_of(membership)
    membership.delete()
    _tell_agency(actor, membership.organisation_id, activity)


@transaction.atomic
def announce_desk_mailbox(*, actor: Actor, organisation_id: UUID) -> None:
    """The secretariat changed an agency's shared mailbox: on record, and told to its people."""
    if not actor.is_secretariat:
        raise NotAllowed("announce_desk_mailbox")
    note_after_commit(
        SecurityEvent.ROLE_CHANGED,
        person=actor.user_id,
        organisation=organisation_id,
        what="desk-mailbox",
    )
    activity = _record(StaffVerb.CHANGE_MAILBOX, organisation_id, organisation_id, actor)
    tell_changed_by_secretariat(organisation_id, activity, of_mailbox=True)


def _revoke_invitations_of(membership: Membership) -> None:
    """By an invitation to another address of their own somebody would be back in their role."""
    invitations = open_invitations(membership.organisation_id)
    invitations.filter(invited_by=membership.user_id).update(revoked_at=now())


def _tell_agency(actor: Actor, organisation_id: UUID, activity: Activity) -> None:
    """Who works for an agency is its own matter: what the secretariat does there is told."""
    if actor.is_secretariat:
        tell_changed_by_secretariat(organisation_id, activity, of_mailbox=False)


def _lock(actor: Actor, membership_id: UUID) -> Membership:
    organisation_id = actor.organisation_id
    if actor.is_secretariat:
        wanted = Membership.objects.filter(pk=membership_id)
        organisation_id = wanted.values_list("organisation_id", flat=True).first()
    elif not actor.is_coordinator:
        organisation_id = None
    if organisation_id is None:
        raise NotAllowed("change_membership")
    # All coordinators are locked, so that two removals cannot leave none.
    rows = list(
        Membership.objects.select_for_update()
        .filter(organisation_id=organisation_id)
        .order_by("pk")
    )
    found = next((row for row in rows if row.pk == membership_id), None)
    if found is None:
        raise NotAllowed("change_membership")
    return found


def keep_a_coordinator(membership: Membership) -> None:
    """Raise ValidationError if nobody would coordinate the agency without this member."""
    others = Membership.objects.filter(
        organisation_id=membership.organisation_id, role=Role.COORDINATOR
    ).exclude(pk=membership.pk)
    if membership.role == Role.COORDINATOR and not others.exists():
        raise ValidationError(_("An agency keeps at least one coordinator."))


def _note_role(actor: Actor, membership: Membership, role: str) -> None:
    note_after_commit(
        SecurityEvent.ROLE_CHANGED,
        person=actor.user_id,
        about=membership.user_id,
        organisation=membership.organisation_id,
        what="membership",
        now=role,
    )


def _record(verb: StaffVerb, organisation_id: UUID, subject_id: UUID, actor: Actor) -> Activity:
    return recording.record(
        verb=verb,
        subject_kind=NetworkKind.MEMBERSHIP,
        subject_id=subject_id,
        context=Context(NetworkContext.ORGANISATION, organisation_id),
        actor=actor,
        audiences=[NetworkAudience.AGENCY],
    )
