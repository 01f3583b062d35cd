"""Who acts for a company: invitations, joining, and registrations that turn out to be one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.security_log import SecurityEvent, note_after_commit
from activities.actor import Actor
from activities.clock import now
from activities.errors import NoLongerPossible, NotAllowed
from companies import life_cycle
from companies.actions.beginning import (
    check_may_change,
    keep_what_it_was_known_as,
    keep_who_acted,
    lock_company,
    record,
)
from companies.enums import CompanyVerb
from companies.models import Company, CompanyInvitation, CompanyMember, Contact, JoinRequest
from companies.notices import tell_invited, tell_people, tell_removed, tell_waiting
from companies.ownership import served_by
from companies.queries import may_stay, not_admitted
from network.queries import advisors_of
from notifications import outbox

DAY = timedelta(days=1)
# How many one person may send, and one address may get, within a day (docs/decisions/limits.md).
INVITATIONS_A_DAY = 20
INVITATIONS_A_DAY_BEFORE_ADMISSION = 5


@transaction.atomic
def invite(*, actor: Actor, company_id: UUID, email: str, language: str) -> CompanyInvitation:
    """Invite somebody to act for a company: by its people or its home advisor.

    An open invitation to the same address is sent again with a new link.
    """
    company = lock_company(company_id)
    check_may_change(actor, company)
    if company.members.filter(user__email=email.lower()).exists():
        raise ValidationError({"email": [_("This person acts for the company already.")]})
    _refuse_too_many_invitations(actor, company, email)
    CompanyInvitation.objects.filter(
        company=company, email=email.lower(), accepted_at__isnull=True, revoked_at__isnull=True
    ).update(revoked_at=now())
    invitation = CompanyInvitation.new(
        company=company, email=email, language=language, invited_by_id=actor.user_id
    )
    invitation.save()
    activity = record(CompanyVerb.INVITE, company, actor)
    tell_invited(invitation, activity)
    tell_people(company, "person_invited", activity)
    return invitation


def _refuse_too_many_invitations(actor: Actor, company: Company, email: str) -> None:
    """Raise ValidationError where one person, or one address, had enough within a day.

    An address has had enough of one company, and of all together that no agency vouches for: no
    stranger uses up what the owner's own company may send.
    """
    of_today = CompanyInvitation.objects.filter(CompanyInvitation.of_today_rule())
    of_whom = Q(company=company)
    if not company.is_admitted:
        of_whom |= Q(company__in=not_admitted())
    to_address = of_today.filter(of_whom, email=email.lower())
    if to_address.count() >= CompanyInvitation.MOST_A_DAY:
        raise ValidationError({"email": [_("This address was invited several times today.")]})
    most = INVITATIONS_A_DAY if company.is_admitted else INVITATIONS_A_DAY_BEFORE_ADMISSION
    if of_today.filter(invited_by_id=actor.user_id).count() >= most:
        raise ValidationError({"email": [_("You sent many invitations today. Go on tomorrow.")]})


@transaction.atomic
def join(*, user: User, invitation_id: UUID, token: str) -> Company:
    """Join a company by invitation; the same link again is the same joining."""
    known = CompanyInvitation.objects.filter(pk=invitation_id)
    for company_id in known.values_list("company_id", flat=True):
        lock_company(company_id)  # before its invitations, as everywhere
    invitation = known.select_for_update(of=("self",)).select_related("company").first()
    if invitation is None or not invitation.is_opened_by(token):
        raise NotAllowed("join")
    if invitation.accepted_at is not None and invitation.company.members.filter(user=user).exists():
        return invitation.company
    if not invitation.may_be_accepted_by(user.email) or not _may_still_invite(invitation):
        raise NoLongerPossible(CompanyVerb.JOIN)
    invitation.accepted_at = now()
    invitation.save(update_fields=["accepted_at"])
    CompanyMember.objects.get_or_create(company=invitation.company, user=user)
    _note_role(user.pk, user.pk, invitation.company, "member")
    JoinRequest.objects.filter(company=invitation.company, user=user).delete()
    actor = Actor(user_id=user.pk, company_id=invitation.company_id)
    activity = record(CompanyVerb.JOIN, invitation.company, actor)
    tell_people(invitation.company, "joined", activity, about=user)
    return invitation.company


@transaction.atomic
def revoke_invitation(*, actor: Actor, company_id: UUID, invitation_id: UUID) -> None:
    """The company's people, or its advisor, take an invitation back; a second time changes
    nothing."""
    company = lock_company(company_id)
    check_may_change(actor, company)
    if open_invitations(company_id).filter(pk=invitation_id).update(revoked_at=now()):
        record(CompanyVerb.REVOKE_INVITATION, company, actor)


def open_invitations(company_id: UUID) -> QuerySet[CompanyInvitation]:
    """Invitations to act for a company that somebody may still accept."""
    return CompanyInvitation.objects.filter(CompanyInvitation.open_rule(), company=company_id)


def _may_still_invite(invitation: CompanyInvitation) -> bool:
    """Whether who sent it acts for the company still, or advises it."""
    by, company = invitation.invited_by_id, invitation.company
    own = company.members.filter(user=by, user__is_active=True)
    advisors = advisors_of(company.agency_id) if company.agency_id else []
    return own.exists() or any(person.pk == by for person in advisors)


@transaction.atomic
def remove_member(*, actor: Actor, company_id: UUID, member_id: UUID) -> None:
    """Take a person's right to act for a company; the last one stays unless the advisor does it.
    Who is removed hears of it, and who stays."""
    company = lock_company(company_id)
    check_may_change(actor, company)
    if actor.company_id is not None and company.members.count() <= 1:
        raise ValidationError(_("The last person of a company cannot be removed."))
    removed = CompanyMember.objects.filter(company=company, pk=member_id).first()
    if removed is not None:
        _note_role(actor.user_id, removed.user_id, company, "none")
        keep_who_acted(company, removed.user_id)
        removed.delete()
        # By an invitation to another address of their own they would be back.
        open_invitations(company.pk).filter(invited_by=removed.user_id).update(revoked_at=now())
    activity = record(CompanyVerb.REMOVE_MEMBER, company, actor)
    if removed is not None:
        tell_removed(company, removed.user, activity)
        tell_people(company, "left", activity)


@transaction.atomic
def merge(
    *, actor: Actor, company_id: UUID, into_id: UUID, admitted: Collection[UUID] = ()
) -> Company:
    """The desk decides that a registration is a company it knows: its contacts and cases go to that
    one.

    Of its people those join whom the advisor names (`admitted`, ids of people); the others wait
    for one of the company's people, or its advisor, to say so: whoever registers under a known
    name is not yet a colleague, and never the one that stays (`may_stay`). Invitations that they
    sent end, and contact persons whom another agency entered for its own end, whichever entry
    stays. Raises ValidationError where both stand in one case, or the other one is to stay.
    """
    mine = Company.objects.unrestricted("the action checks who may").filter(
        served_by(actor.organisation_id), pk__in=[company_id, into_id]
    )
    if not (actor.is_advisor and mine.count() == len({company_id, into_id})):
        raise NotAllowed("merge")
    # Cases are locked before companies, as everywhere.
    life_cycle.carry_over(company_id, into_id, waits=True)
    first, second = sorted([company_id, into_id])
    rows = {row.pk: row for row in (lock_company(first), lock_company(second))}
    company, into = rows[company_id], rows[into_id]
    if company.pk == into.pk or any(row.merged_into_id or row.erased_at for row in rows.values()):
        raise NoLongerPossible(CompanyVerb.MERGE)
    if not may_stay(company, into):
        raise ValidationError(
            {
                "into": [
                    _(
                        "No agency has admitted this registration. Open its page to put it "
                        "together with the company that you know."
                    )
                ]
            }
        )
    # What came before the lock, and after it was looked: whoever holds that waits for our lock.
    life_cycle.carry_over(company_id, into_id, waits=False)
    keep_what_it_was_known_as(company, into)
    joined, waiting = _move_people(actor, company, into, admitted)
    # Whom the other side typed speaks for no company that people know, and their links end.
    Contact.objects.filter(company__in=[company, into], is_claimed=True).delete()
    Contact.objects.filter(company=company).update(company=into)
    CompanyInvitation.objects.filter(
        company=company, accepted_at__isnull=True, revoked_at__isnull=True
    ).update(revoked_at=now())
    outbox.carry_over(company.pk, into.pk)
    Company.objects.unrestricted("entries put together with this one go on").filter(
        merged_into=company
    ).update(merged_into=into)
    company.merged_into = into
    company.external_id = ""
    company.version += 1
    company.save(update_fields=["merged_into", "external_id", "version"])
    activity = record(CompanyVerb.MERGE, company, actor, data={"into": str(into.pk)})
    for person in joined:
        tell_people(into, "joined", activity, about=person)
    if waiting:
        tell_people(into, "join_asked", activity)
        tell_waiting(into, waiting, activity)
    return into


def _move_people(
    actor: Actor, company: Company, into: Company, admitted: Collection[UUID]
) -> tuple[list[User], list[User]]:
    """The people of an entry that goes: those who join the other one, and those who wait for it."""
    known = set(into.members.values_list("user_id", flat=True))
    joined, waiting = [], []
    for member in company.members.select_related("user"):
        if member.user_id in known:
            continue
        kept = {"position": member.position, "telephone": member.telephone}
        if member.user_id in admitted:
            CompanyMember.objects.create(
                company=into, user_id=member.user_id, since=member.since, **kept
            )
            _note_role(actor.user_id, member.user_id, into, "member")
            joined.append(member.user)
        else:
            if company.is_admitted:
                # They did act for it, whether or not they go on.
                keep_who_acted(into, member.user_id)
            JoinRequest.objects.get_or_create(company=into, user=member.user, defaults=kept)
            waiting.append(member.user)
    for asked in company.join_requests.exclude(user__in=known):
        JoinRequest.objects.get_or_create(company=into, user_id=asked.user_id)
    company.members.all().delete()
    company.join_requests.all().delete()
    return joined, waiting


@transaction.atomic
def decide_join(*, actor: Actor, company_id: UUID, join_id: UUID, admit: bool) -> None:
    """The company's people, or its advisor, say whether somebody who waits acts for it."""
    company = lock_company(company_id)
    check_may_change(actor, company)
    asked = JoinRequest.objects.filter(company=company, pk=join_id).select_related("user").first()
    if asked is None:
        raise NoLongerPossible(CompanyVerb.JOIN)
    if admit:
        CompanyMember.objects.get_or_create(
            company=company,
            user=asked.user,
            defaults={"position": asked.position, "telephone": asked.telephone},
        )
        _note_role(actor.user_id, asked.user_id, company, "member")
    asked.delete()
    activity = record(CompanyVerb.ADMIT if admit else CompanyVerb.TURN_AWAY, company, actor)
    if admit:
        tell_people(company, "joined", activity, about=asked.user)


def _note_role(person: UUID | None, about: UUID, company: Company, role: str) -> None:
    note_after_commit(
        SecurityEvent.ROLE_CHANGED,
        person=person,
        about=about,
        company=company.pk,
        what="company-membership",
        now=role,
    )
