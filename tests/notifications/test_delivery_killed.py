"""Workers are killed at random moments: each mail comes, and at most one a worker comes twice."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import Count

from accounts.models import User
from activities import clock
from activities.timers.reckoning import reckon_all
from activities.timers.running import run_due
from cooperation_requests.codes import CaseTopic
from notifications.bundles import GATHERED
from notifications.delivery import LEASE
from notifications.models import Channel, Delivery, Notice
from tests import factories
from tests.notifications.post import (
    KIND,
    invitations,
    post_office,
    start_worker,
    tell_invited,
    unsent,
    until,
)
from tests.patience import PATIENCE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("killed workers")]
WORKERS = 2
ASKED_LATER = GATHERED.total_seconds() + 1


def digests(people: int) -> list[Delivery]:
    """So many members of a desk, each with a digest that is due: of a request that waits for all of
    them, and of what they kept for it."""
    scene = factories.scene()
    for _number in range(people - 1):
        factories.staff(scene.home, on_desk=True)
    User.objects.filter(memberships__organisation=scene.home).update(
        mail_wishes={CaseTopic.OF_HOME: Channel.DIGEST},
        digest_hour=0,
        digest_sent_on=clock.today("UTC") - timedelta(days=3),
    )
    scene.request("submitted")
    reckon_all()
    assert run_due() == people
    Notice.objects.exclude(channel=Channel.DIGEST).delete()
    return list(Delivery.objects.filter(kind=Delivery.DIGEST))


def questions(addresses: int) -> int:
    """To so many addresses three questions each, which go together; no worker has done so yet."""
    ids = tell_invited(3 * addresses)
    for number, key in enumerate(ids):
        address = f"asked{number % addresses}@post.example"
        Notice.objects.filter(subject_id=key).update(
            address=address, recipient=f"address:{address}"
        )
    return addresses


def rounds(
    notices: int, kills: int, seed: int, folder: Path, *, after: float = 0, **variables: str
) -> None:
    """Kill both workers `kills` times while they send so many mails, then let two more finish; for
    the workers it is `after` so many seconds."""
    chance = random.Random(seed)
    clock_file = folder / "clock"
    clock_file.write_text(str(after))
    moments = sorted(chance.sample(range(1, notices), kills))
    killed = 0
    with post_office() as office:
        for number, moment in enumerate([*moments, notices]):
            workers = [start_worker(office, clock_file, **variables) for _ in range(WORKERS)]
            try:
                last = number == len(moments)
                until(
                    lambda last=last, moment=moment: (  # type: ignore[misc]
                        unsent() == 0 if last else len(office.copies) >= moment
                    ),
                    seconds=PATIENCE,
                    what=f"{len(office.copies)} of {notices} sent, {unsent()} are not",
                )
            finally:
                for worker in workers:
                    worker.kill()
                for worker in workers:
                    worker.wait()
                    if worker.stdout:
                        worker.stdout.close()
            killed += 0 if last else WORKERS
            # The leases of the killed are over.
            offset = after + (number + 1) * (LEASE.total_seconds() + 1)
            clock_file.write_text(str(offset))
        copies = office.copies
    assert set(copies) == {row.message_id for row in Delivery.objects.all()}
    assert len(copies) == notices
    twice = sum(copies.values()) - notices
    assert twice <= killed
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_a_worker_is_killed_while_it_sends(tmp_path: Path) -> None:
    rounds(len(invitations(80)), kills=1, seed=1, folder=tmp_path)


def test_a_worker_is_killed_while_it_sends_digests(tmp_path: Path) -> None:
    rows = digests(30)
    rounds(len(rows), kills=1, seed=2, folder=tmp_path)
    told = Notice.objects.filter(channel=Channel.DIGEST)
    assert set(told.values_list("delivery", flat=True)) == {row.pk for row in rows}


def check_asked_once(addresses: int) -> None:
    """Each address got one mail, with all its three questions."""
    mails = Delivery.objects.annotate(questions=Count("notices"))
    assert set(mails.values_list("kind", "questions")) == {(Delivery.BUNDLE, 3)}
    assert mails.values("address").distinct().count() == addresses


def test_a_worker_is_killed_while_it_puts_questions_together_and_sends_them(tmp_path: Path) -> None:
    rounds(questions(30), kills=1, seed=3, folder=tmp_path, after=ASKED_LATER, BUNDLED=KIND)
    check_asked_once(30)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
def test_workers_are_killed_again_and_again_while_they_send_questions(
    tmp_path: Path, seed: int
) -> None:
    rounds(questions(150), kills=5, seed=seed, folder=tmp_path, after=ASKED_LATER, BUNDLED=KIND)
    check_asked_once(150)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
def test_workers_are_killed_again_and_again(tmp_path: Path, seed: int) -> None:
    rounds(len(invitations(500)), kills=5, seed=seed, folder=tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
def test_workers_are_killed_again_and_again_while_they_send_digests(
    tmp_path: Path, seed: int
) -> None:
    rounds(len(digests(150)), kills=5, seed=seed, folder=tmp_path)
