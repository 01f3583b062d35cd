"""Links that act without log-in: made when a mail is written, opened by their hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from activities import tokens
from activities.actor import Actor, Channel, Link, Role
from activities.clock import now
from companies.models import CompanyMember
from cooperation_requests.codes import SuggestionVerb
from cooperation_requests.enums import LinkPurpose, Word
from cooperation_requests.models import AnswerLink, Referral, Suggestion
from network.models import Membership, Organisation
from notifications.addresses import is_current

VALID_DAYS = 60


def link_for(
    purpose: LinkPurpose,
    *,
    referral: Referral | None = None,
    suggestion: Suggestion | None = None,
    email: str,
) -> AnswerLink:
    """The link of one address for one round; the same one for every mail of that round."""
    round_now = referral.round if referral else suggestion.referral.round if suggestion else 1
    wanted = {
        "purpose": purpose,
        "referral": referral,
        "suggestion": suggestion,
        "round": round_now,
        "email": email.lower(),
    }
    links = AnswerLink.objects.unrestricted("made for the mail to its address")
    found = links.filter(**wanted, revoked_at__isnull=True).first()
    stands = found is not None and tokens.hash_of(found.token()) == found.token_hash
    if found is not None and stands and found.expires_at > now():
        return found
    link = AnswerLink(
        **wanted,
        nonce=tokens.new_nonce(),
        created_at=now(),
        expires_at=now() + timedelta(days=VALID_DAYS),
    )
    link.token_hash = tokens.hash_of(link.token())
    with transaction.atomic():
        if found is not None:
            links.filter(pk=found.pk).update(revoked_at=now())
        created = links.bulk_create([link], ignore_conflicts=True)
    return links.filter(**wanted, revoked_at__isnull=True).first() or created[0]


@dataclass(frozen=True)
class OpenedLink:
    """A link as found; `actor` acts through it. `fault`: empty, expired, revoked or superseded."""

    link: AnswerLink
    actor: Actor
    fault: str


def open_link(token: str) -> OpenedLink | None:
    """Find a link by its token; None when there is no such link."""
    link = (
        AnswerLink.objects.unrestricted("found by its secret token")
        .select_related(
            "referral__request__home_agency",
            "referral__organisation",
            "suggestion__referral__request__home_agency",
            "suggestion__referral__organisation",
            "suggestion__company",
        )
        .filter(token_hash=tokens.hash_of(token))
        .first()
    )
    if link is None:
        return None
    referral = link.referral or (link.suggestion.referral if link.suggestion else None)
    assert referral is not None  # noqa: S101  a link has one of both
    fault = ""
    if link.revoked_at is not None:
        fault = "revoked"
    elif link.expires_at <= now():
        fault = "expired"
    elif link.purpose == LinkPurpose.REFERRAL and link.round != referral.round:
        fault = "superseded"
    elif not _still_belongs(link, referral):
        fault = "revoked"
    subject = link.suggestion_id or link.referral_id
    assert subject is not None  # noqa: S101
    actor = Actor(link=Link(link.pk, link.purpose, subject, link.email), channel=Channel.LINK)
    return OpenedLink(link=link, actor=actor, fault=fault)


def _still_belongs(link: AnswerLink, referral: Referral) -> bool:
    """Whether the link's address is still one of whom it was sent to; nobody acts for an agency on
    a case of their own company. Who refused keeps the page
    that says so, though the address was erased with the contact."""
    if link.suggestion is None:
        candidates = Suggestion.objects.unrestricted("only whose they are").filter(
            Suggestion.handed_over_once_rule(), referral=referral
        )
        of_a_party = CompanyMember.objects.filter(
            Q(company=referral.request.company_id) | Q(company__in=candidates.values("company")),
            user__email__iexact=link.email,
        )
        return _is_of(referral.organisation, link.email) and not of_a_party.exists()
    refused = link.suggestion.word == Word.REFUSED and link.used_verb == SuggestionVerb.REFUSE
    return refused or is_current(link.suggestion.company_id, link.email)


def revoke_links_to(hat_id: UUID, address: str) -> None:
    """What was sent to an address that a company or a desk no longer has opens nothing."""
    sent = AnswerLink.objects.unrestricted("revoked with its address").filter(
        email=address.lower(), revoked_at__isnull=True
    )
    of_candidate = Q(suggestion__company_id=hat_id)
    of_desk = Q(suggestion__isnull=True, referral__organisation_id=hat_id)
    sent.filter(of_candidate | of_desk).update(revoked_at=now())


def _is_of(organisation: Organisation, email: str) -> bool:
    """Whether an address still belongs to an agency that takes part: to its desk or to somebody who
    may answer."""
    if not organisation.takes_part:
        return False
    if email == organisation.desk_mailbox.lower():
        return True
    answering = Membership.objects.filter(organisation=organisation, user__is_active=True)
    return answering.filter(user__email__iexact=email).exclude(role=Role.VIEWER).exists()


def revoke_links_of(suggestion: Suggestion) -> None:
    """What was asked of the candidate is no longer asked."""
    AnswerLink.objects.unrestricted("revoked with what it asked").filter(
        suggestion=suggestion, revoked_at__isnull=True
    ).update(revoked_at=now())


def mark_used(link: AnswerLink, verb: str) -> None:
    """Remember what was answered; in the transaction of the answer."""
    AnswerLink.objects.unrestricted("used by its holder").filter(pk=link.pk).update(
        used_at=now(), used_verb=verb
    )


def forget_addresses(company_id: UUID, *, wholly: bool = False) -> None:
    """Of the addresses of a candidate's links only what their pages greet with is kept; nothing of
    them where its company is erased."""
    for link in AnswerLink.objects.unrestricted("erased with its contact").filter(
        suggestion__company_id=company_id
    ):
        name, _at, domain = link.email.partition("@")
        link.email = f"{name[:1]}{link.pk.hex}@{domain}" if not wholly else f"{link.pk.hex}@invalid"
        link.save(update_fields=["email"])


def masked(email: str) -> str:
    """How a page greets the holder of a link: m•••@example.org."""
    name, _at, domain = email.partition("@")
    return f"{name[:1]}•••@{domain}"
