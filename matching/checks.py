"""What is wrong with the model that the settings name: Kontor does not start with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections

from matching import meaning
from matching.embedding.endpoint import fault_of
from matching.embedding.services import NONE


@register(Tags.compatibility)
def endpoint_is_named(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """EMBEDDING_URL and EMBEDDING_MODEL belong together."""
    url, model = settings.EMBEDDING_URL, settings.EMBEDDING_MODEL
    if url and model != NONE:
        fault = fault_of(url, model)
        return [Error(fault, id="matching.E001")] if fault else []
    if not url and model not in {"", NONE}:
        hint = "Set EMBEDDING_URL to where it is served, or leave EMBEDDING_MODEL empty."
        return [Error(f"No model {model!r} comes with Kontor.", hint=hint, id="matching.E002")]
    return []


@register(Tags.database)
def vectors_fit_the_code(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """The vectors kept under the model that serves have the dimensions that this code makes."""
    from matching.vectors import serving_identity

    serving = serving_identity()
    if serving is None or "default" not in (databases or ()):
        return []
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "SELECT dimensions FROM matching_embeddingmodel WHERE id = %s AND "
                "(dimensions <> %s OR name <> %s)",
                [serving.key, meaning.DIMENSIONS, serving.name],
            )
            kept = cursor.fetchone()
    except DatabaseError:
        # Not migrated yet: there are no vectors.
        return []
    if kept is None:
        return []
    return [
        Error(
            f"The vectors of {serving.name} have {kept[0]} dimensions, not {meaning.DIMENSIONS}.",
            hint="Delete its row of embedding models: the worker makes the vectors anew.",
            id="matching.E003",
        )
    ]
