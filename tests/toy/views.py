"""The pages of toys."""

from __future__ import annotations

from functools import cached_property

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from activities.errors import NoLongerPossible
from tests.toy.link_kinds import KEY
from tests.toy.models import Toy, ToyKey
from tests.toy.verbs import OFFERS
from web.components import Cell, Column, Row
from web.lists import ListPage
from web.pages import Needs, Page
from web.verbs import VerbPage, drawn


class Toys(ListPage[Toy]):
    needs = Needs.COMPANY
    template_name = "toy/toys.html"
    caption = "Toys"
    columns = (Column("Toy", "name"), Column("State"), Column("Turns", numeric=True))
    sorts = {"name": ("name",)}
    default_sort = "name"

    def rows(self) -> QuerySet[Toy]:
        return Toy.objects.visible_to(self.actor)

    def row(self, item: Toy) -> Row:
        address = reverse("toy:toy", kwargs={"toy_id": item.pk})
        turns = Cell(str(item.turns), value=item.turns)
        return Row([Cell(item.name, url=address), Cell(item.get_state_display()), turns])


class ToyPage(Page):
    needs = Needs.COMPANY
    about_one_row = True
    template_name = "toy/toy.html"

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        toy = get_object_or_404(Toy.objects.visible_to(self.actor), pk=self.kwargs["toy_id"])
        own, _behalf = OFFERS.open(toy, self.actor)
        return self.show({"toy": toy, "actions": drawn(own, lambda verb: f"{request.path}{verb}/")})


class ByKey(Page):
    needs = Needs.PUBLIC

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        found = next((one for one in ToyKey.objects.all() if one.is_opened_by(token)), None)
        if found is None:
            raise Http404
        KEY.protect(response := HttpResponse(found.toy.name))
        return response


class ToyVerbPage(VerbPage[Toy]):
    needs = Needs.COMPANY
    offers = OFFERS

    @cached_property
    def row(self) -> Toy:
        return get_object_or_404(Toy.objects.visible_to(self.actor), pk=self.kwargs["toy_id"])

    def address(self) -> str:
        return reverse("toy:toy", kwargs={"toy_id": self.row.pk})

    def told_too_late(self, late: NoLongerPossible) -> str:
        return "It is wound up already."
