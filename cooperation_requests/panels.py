"""What the case adds to pages of lower apps."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from companies import actions
from companies.models import Company
from web.slots import Part


def _new_request(request: HttpRequest, company: Company) -> str:
    return render_to_string("requests/company_actions.html", {"company": company})


NEW_REQUEST = Part(actions.may_change, _new_request)
