"""Reads each mail of the demo when it would be sent, looking for names it must not hold."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from companies.models import Company
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from disclosure.models import Disclosure
from network.models import Organisation
from notifications.assembling import mail_for
from notifications.delivery import build_mail, render
from notifications.models import Notice

REASON = "a test reads everything"
PUBLISHED = ("network", "public")


@dataclass(frozen=True)
class Leak:
    """A text in a mail to somebody who must not know it yet."""

    kind: str
    reference: str
    text: str


@dataclass
class Postbox:
    """All mails so far; `faults` are notices that could not be put into words."""

    seen: set[UUID] = field(default_factory=set)
    kinds: Counter[str] = field(default_factory=Counter)
    to_sides: Counter[str] = field(default_factory=Counter)
    leaks: list[Leak] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    languages: set[str] = field(default_factory=set)
    # Nobody changes names while the demo is filled.
    identities: dict[UUID, set[str]] = field(default_factory=dict)

    def collect(self, moment: datetime) -> None:
        """Read what was put into the outbox since the last time."""
        written = Notice.objects.filter(created_at=moment).select_related("person", "activity")
        hidden: dict[tuple[UUID | None, UUID | None], set[str]] = {}
        for notice in written:
            if notice.pk not in self.seen:
                self.seen.add(notice.pk)
                self.read(notice, hidden)

    def read_again(self) -> None:
        """Every notice once more: a mail may go out late, and must not say then what it may not."""
        hidden: dict[tuple[UUID | None, UUID | None], set[str]] = {}
        for notice in Notice.objects.select_related("person", "activity"):
            self.read(notice, hidden)

    def read(self, notice: Notice, hidden: dict[tuple[UUID | None, UUID | None], set[str]]) -> None:
        """Put it into words and look for what must not be there; `hidden` remembers what that is
        by case and hat, as long as nothing moves."""
        try:
            message = render(notice)
        except Exception as fault:
            self.faults.append(f"{notice.kind}: {fault!r}"[:300])
            return
        if message is None:
            return
        self.kinds[notice.kind] += 1
        self.languages.add(notice.language)
        mail = build_mail(mail_for(notice), message)
        written = [mail.subject, str(mail.body), *(str(part.content) for part in mail.alternatives)]  # type: ignore[attr-defined]
        text = html.unescape("\n".join(written)).casefold()
        if notice.case_id is None:
            return
        key = (notice.case_id, notice.hat_id)
        if key not in hidden:
            hidden[key] = self.forbidden(notice)
        self.leaks += [
            Leak(notice.kind, mail.subject, found)
            for found in sorted(hidden[key])
            if found.casefold() in text
        ]

    def forbidden(self, notice: Notice) -> set[str]:
        """What access.md keeps from the recipient now."""
        request = (
            CooperationRequest.objects.unrestricted(REASON)
            .select_related("company")
            .get(pk=notice.case_id)
        )
        rows = list(
            Suggestion.objects.unrestricted(REASON)
            .filter(referral__request=request)
            .select_related("company", "referral")
        )
        hat = notice.hat_id
        if hat == request.home_agency_id:
            self.to_sides["home"] += 1
            return self.names(row.company for row in rows if not _known_to_home(row, request))
        if hat == request.company_id:
            self.to_sides["company"] += 1
            hidden = self.names(row.company for row in rows if not _known_to_company(row, request))
            return hidden | _agencies(request, except_for=None)
        if Organisation.objects.filter(pk=hat).exists():
            self.to_sides["partner"] += 1
            mine = [row for row in rows if row.referral.organisation_id == hat]
            others = [row for row in rows if row.referral.organisation_id != hat]
            own = {row.company_id for row in mine}
            hidden = self.names(row.company for row in others if row.company_id not in own)
            if not any(row.state == "introduced" for row in mine):
                hidden |= self.names([request.company])
            return hidden | _agencies(request, except_for=hat)
        self.to_sides["candidate"] += 1
        mine = [row for row in rows if row.company_id == hat]
        assert mine
        hidden = self.names(row.company for row in rows if row.company_id != hat)
        if not any(row.state == "introduced" for row in mine):
            hidden |= self.names([request.company])
        return hidden

    def names(self, companies: Iterable[Company]) -> set[str]:
        """Everything that names one of them."""
        found: set[str] = set()
        for company in companies:
            if company.pk not in self.identities:
                self.identities[company.pk] = identity_of(company)
            found |= self.identities[company.pk]
        return found


def identity_of(company: Company) -> set[str]:
    """Everything that names a company or its people, as plain texts."""
    domain = (urlsplit(company.website).hostname or "").removeprefix("www.")
    found = {company.legal_name, domain, company.vat_number}
    for member in company.members.select_related("user"):
        found |= {member.user.name, member.user.email, member.telephone}
    for contact in company.contacts.all():
        found |= {contact.name, contact.email, contact.telephone}
    return {text for text in found if text}


def _known_to_home(row: Suggestion, request: CooperationRequest) -> bool:
    return (
        row.state == "introduced"
        or row.company.visibility in PUBLISHED
        or _disclosed(row, to_organisation_id=request.home_agency_id)
    )


def _known_to_company(row: Suggestion, request: CooperationRequest) -> bool:
    return row.state == "introduced" or _disclosed(row, to_company_id=request.company_id)


def _disclosed(row: Suggestion, **to: UUID) -> bool:
    return (
        Disclosure.objects.unrestricted(REASON)
        .filter(origin_id=row.pk, company=row.company, fields__contains=["name"], **to)
        .exists()
    )


def _agencies(request: CooperationRequest, *, except_for: UUID | None) -> set[str]:
    """The names of the partners that were asked: no other partner and no company reads them."""
    asked = (
        Referral.objects.unrestricted(REASON)
        .filter(request=request)
        .exclude(organisation_id=except_for)
        .select_related("organisation")
    )
    return {row.organisation.name for row in asked}
