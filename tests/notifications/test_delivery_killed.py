"""Workers are killed at random moments: each mail comes, and at most one a worker comes twice."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from notifications.delivery import LEASE
from notifications.models import Delivery
from tests.notifications.post import (
    invitations,
    post_office,
    start_worker,
    unsent,
    until,
)
from tests.patience import PATIENCE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("killed workers")]
WORKERS = 2


def rounds(notices: int, kills: int, seed: int, folder: Path) -> None:
    """Kill both workers `kills` times while they send `notices`, then let two more finish."""
    chance = random.Random(seed)
    clock_file = folder / "clock"
    clock_file.write_text("0")
    rows = invitations(notices)
    moments = sorted(chance.sample(range(1, notices), kills))
    killed = 0
    with post_office() as office:
        for number, moment in enumerate([*moments, notices]):
            workers = [start_worker(office, clock_file) for _ in range(WORKERS)]
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
            offset = (number + 1) * (LEASE.total_seconds() + 1)
            clock_file.write_text(str(offset))
        copies = office.copies
    assert set(copies) == {row.message_id for row in rows}
    twice = sum(copies.values()) - notices
    assert twice <= killed
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_a_worker_is_killed_while_it_sends(tmp_path: Path) -> None:
    rounds(notices=80, kills=1, seed=1, folder=tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
def test_workers_are_killed_again_and_again(tmp_path: Path, seed: int) -> None:
    rounds(notices=500, kills=5, seed=seed, folder=tmp_path)
