"""How many toys a company has, on its page at the desk."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.html import format_html

from activities.actor import Actor
from companies.models import Company
from tests.toy.models import Toy
from web.slots import Part


def _visible_to(actor: Actor, company: Company) -> bool:
    return Toy.objects.visible_to(actor).filter(company=company).exists()


def _draw(request: HttpRequest, company: Company) -> str:
    count = Toy.objects.unrestricted("counted, for whom visible_to let in").filter(company=company)
    return format_html('<p class="toys">Toys: {}</p>', count.count())


TOYS_OF_A_COMPANY = Part(_visible_to, _draw)
