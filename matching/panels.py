"""What matching adds to pages of lower apps."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from activities.actor import ANONYMOUS, Actor
from companies.models import Company
from matching.engine import alike_companies
from web.slots import Part

ALIKE_SHOWN = 5


def _of_staff(actor: Actor, company: Company) -> bool:
    return actor.organisation_id is not None


def _alike_companies(request: HttpRequest, company: Company) -> str:
    """Companies near in meaning to this one, among those that the reader may see."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    scope = Company.objects.visible_to(actor).filter(agency__isnull=False).select_related("agency")
    found = alike_companies(company, scope, limit=ALIKE_SHOWN)
    return render_to_string("matching/alike_companies.html", {"found": found}) if found else ""


def _search_for_more(request: HttpRequest, company: Company) -> str:
    return render_to_string("matching/more_alike.html", {"company": company})


ALIKE_COMPANIES = Part(_of_staff, _alike_companies)
SEARCH_FOR_MORE = Part(_of_staff, _search_for_more)
