"""What matching adds to pages of lower apps."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from activities.actor import Actor
from companies.models import Company
from matching.engine import alike_companies

ALIKE_SHOWN = 5


def alike_companies_card(request: HttpRequest, company: Company) -> str:
    """Companies near in meaning to this one, among those that the reader may see."""
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Actor):
        return ""
    scope = Company.objects.visible_to(actor).filter(agency__isnull=False).select_related("agency")
    found = alike_companies(company, scope, limit=ALIKE_SHOWN)
    return render_to_string("matching/alike_companies.html", {"found": found}) if found else ""
