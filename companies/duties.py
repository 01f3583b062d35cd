"""What of companies waits for whom: for their people, their agency's desk, the secretariat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.actor import Actor
from activities.duties import DutyKind, DutyRows, DutyWords, columns
from companies.enums import CompanyDuty
from companies.models import Company, JoinRequest
from companies.ownership import served_by


def _joining(actor: Actor) -> DutyRows | None:
    """Who waits to act for a company: its people decide, or its agency's desk."""
    if actor.company_id is not None:
        rule = Q(company=actor.company_id)
    elif actor.is_on_desk:
        own = Company.objects.visible_to(actor).filter(served_by(actor.organisation_id))
        rule = Q(company__in=own.values("pk"))
    else:
        return None
    return columns(JoinRequest.objects.filter(rule), CompanyDuty.JOINING, since="asked_at")


def _words_of_joining(actor: Actor, keys: Sequence[UUID]) -> Mapping[UUID, DutyWords]:
    seen = Company.objects.visible_to(actor)
    rows = JoinRequest.objects.filter(pk__in=keys, company__in=seen.values("pk"))
    return {
        row.pk: DutyWords(
            what=_("Say whether this person acts for the company"),
            about=row.user.name,
            who=row.company.legal_name,
            for_the_portal=True,
            url=reverse("companies:company-waiting", kwargs={"join_id": row.pk})
            if actor.company_id is not None
            else reverse(
                "companies:desk-company-waiting",
                kwargs={"company_id": row.company_id, "join_id": row.pk},
            ),
        )
        for row in rows.select_related("user", "company")
    }


def _to_admit(actor: Actor) -> DutyRows | None:
    if not actor.is_on_desk:
        return None
    rows = Company.objects.visible_to(actor).filter(
        served_by(actor.organisation_id) & ~Company.admitted_rule()
    )
    return columns(rows, CompanyDuty.ADMITTING, since="created_at")


def _words_of_admitting(actor: Actor, keys: Sequence[UUID]) -> Mapping[UUID, DutyWords]:
    rows = Company.objects.visible_to(actor).filter(pk__in=keys)
    return {
        row.pk: DutyWords(
            what=_("Look whether this company is one, and admit it"),
            about=row.legal_name,
            who=row.city,
            for_the_portal=True,
            url=reverse("companies:desk-company", kwargs={"company_id": row.pk}),
        )
        for row in rows
    }


def _to_place(actor: Actor) -> DutyRows | None:
    if not actor.is_secretariat:
        return None
    rows = Company.objects.visible_to(actor).filter(agency__isnull=True)
    return columns(rows, CompanyDuty.PLACING, since="created_at")


def _words_of_placing(actor: Actor, keys: Sequence[UUID]) -> Mapping[UUID, DutyWords]:
    rows = Company.objects.visible_to(actor).filter(pk__in=keys, agency__isnull=True)
    return {
        row.pk: DutyWords(
            what=_("Find an agency for this company"),
            about=row.legal_name,
            who=row.city,
            for_the_portal=True,
            url=reverse("companies:placement", kwargs={"company_id": row.pk}),
        )
        for row in rows
    }


DUTIES = (
    DutyKind(CompanyDuty.JOINING, _joining, _words_of_joining),
    DutyKind(CompanyDuty.ADMITTING, _to_admit, _words_of_admitting),
    DutyKind(CompanyDuty.PLACING, _to_place, _words_of_placing),
)
