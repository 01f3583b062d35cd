"""Celery's entries to the index and to embedding."""

import logging

from celery import shared_task

from matching import index
from matching.embedding.errors import EmbeddingUnavailable

logger = logging.getLogger(__name__)


@shared_task
def refresh_index() -> int:
    """Index what changed."""
    return index.refresh()


@shared_task
def embed() -> int:
    """Make the vectors that are wanted: needs first, somebody may wait for them."""
    try:
        return index.embed_needs() + index.embed_companies()
    except EmbeddingUnavailable as fault:
        logger.warning("no vectors for now: %s", fault)
        return 0
