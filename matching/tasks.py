"""Celery's entries to the index and to embedding."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from celery import shared_task
from django.db import connection

from activities.nudging import nudge_after_commit
from matching import index
from matching.embedding.errors import EmbeddingUnavailable

logger = logging.getLogger(__name__)

# One embeds at a time: another would start a second model beside the first.
EMBEDDING_LOCK = 0x6B6F6E746F72
COMPANIES_BETWEEN_NEEDS = 32
MOST_AT_ONCE = 500


@shared_task
def refresh_index() -> int:
    """Index what changed."""
    return index.refresh()


def refresh_soon() -> None:
    """A company changed: a worker shall index it once that is committed."""
    nudge_after_commit(refresh_index)


def embed_soon() -> None:
    """A need waits for its vector: a worker shall make it once that is committed."""
    nudge_after_commit(embed)


@shared_task
def forget_typed() -> int:
    """Forget what was typed into searches."""
    return index.forget_typed()


@shared_task
def embed() -> int:
    """Make the vectors that are wanted, needs first: somebody may wait for them."""
    made = 0
    with alone_with(EMBEDDING_LOCK) as alone:
        while alone and made < MOST_AT_ONCE:
            try:
                some = index.embed_needs() + index.embed_companies(limit=COMPANIES_BETWEEN_NEEDS)
            except EmbeddingUnavailable as fault:
                logger.warning("no vectors for now: %s", fault)
                break
            if not some:
                break
            made += some
    return made


@contextmanager
def alone_with(lock: int) -> Iterator[bool]:
    """Whether no other worker holds this lock now; held by the connection, and ends with it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock])
        (alone,) = cursor.fetchone()
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [lock])
