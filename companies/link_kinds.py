"""The invitation by which somebody joins a company."""

from __future__ import annotations

from companies.enums import CompanyVerb
from companies.models import CompanyInvitation
from web.links import LinkKind

INVITATION: LinkKind[CompanyInvitation] = LinkKind(
    CompanyInvitation,
    "companies:join-company",
    verbs=frozenset({CompanyVerb.JOIN}),
    keys=lambda invitation: {"invitation_id": invitation.pk, "token": invitation.token()},
    needs_session=True,
)
