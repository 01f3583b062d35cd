"""Who hears of toys, and in which words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from activities.actor import Actor
from companies.models import CompanyMember
from notifications.hearing import Hearers, each
from notifications.models import Notice
from notifications.outbox import Recipient
from notifications.registry import (
    Message,
    Renderer,
    Summary,
    Topic,
    name_cases,
    register,
    register_topics,
    show_cases_by,
)
from tests.toy.codes import ToyHearer, ToyTopic
from tests.toy.models import Toy
from tests.toy.workflow import TOYS
from web.pages import Needs

HEARERS: Hearers[Toy] = Hearers(
    TOYS,
    {
        ToyHearer.OWNER: each(
            ToyHearer.OWNER,
            lambda toy, activity: [
                Recipient(person=one.user, hat_id=toy.company_id)
                for one in CompanyMember.objects.filter(company=toy.company_id)
            ],
        )
    },
)


def _address(notice: Notice) -> str:
    return reverse("toy:toy", kwargs={"toy_id": notice.subject_id})


def _seen_by(actor: Actor) -> Q:
    return Q(subject_id__in=Toy.objects.visible_to(actor).values("pk"))


def _names(actor: Actor, keys: Collection[UUID]) -> Mapping[UUID, str]:
    return dict(Toy.objects.visible_to(actor).filter(pk__in=keys).values_list("pk", "name"))


def register_kinds() -> None:
    show_cases_by(_seen_by)
    name_cases(_names, in_mails=_names)
    register_topics(Topic(ToyTopic.TOYS, "Toys", Needs.COMPANY))
    register(
        "toy.run_down.toy_owner",
        Renderer(
            lambda notice: Message(
                subject="A toy ran down",
                lead="One of your toys ran down.",
                action=("Wind it up", settings.KONTOR_BASE_URL + _address(notice)),
            ),
            lambda notice: Summary("A toy ran down", _address(notice)),
            ToyTopic.TOYS,
            asks=True,
            bundled=True,
        ),
    )
