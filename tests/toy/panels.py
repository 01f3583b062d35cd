"""How many toys a company has, on its page at the desk."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html

from activities.actor import Actor
from companies.models import Company
from cooperation_requests import slots
from tests.toy.models import Toy
from web.slots import Part, Slot


def _visible_to(actor: Actor, company: Company) -> bool:
    return Toy.objects.visible_to(actor).filter(company=company).exists()


def _draw(request: HttpRequest, company: Company) -> str:
    count = Toy.objects.unrestricted("counted, for whom visible_to let in").filter(company=company)
    return format_html('<p class="toys">Toys: {}</p>', count.count())


def _draw_about(request: HttpRequest, about: object) -> str:
    return format_html('<p class="toys">A toy: {}</p>', type(about).__name__)


# Beside its own page, a toy stands on each page that leaves a place.
TOY_FOR_MEMBERS: Part[Model] = Part(lambda actor, about: actor.user_id is not None, _draw_about)
TOYS_OF_A_COMPANY = Part(_visible_to, _draw)
OF_CASES: tuple[Slot[Any], ...] = (
    *(slots.REQUEST_AT_DESK, slots.REQUEST_OF_COMPANY, slots.REFERRAL_AT_HOME),
    *(slots.REFERRAL_AT_PARTNER, slots.CANDIDATE),
)
