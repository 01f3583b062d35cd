"""Managers of confidential models: rows come by `visible_to(actor)` or not without a reason."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from django.db import models

from activities.actor import Actor

Row = TypeVar("Row", bound=models.Model)


class ConfidentialManager(models.Manager[Row], Generic[Row]):
    """`rule` decides what an actor may see of the model; a test finds any other use.

    Django's own machinery (checks, deletion, migrations) still finds the usual methods.
    """

    use_in_migrations = False

    def visible_to(self, actor: Actor) -> models.QuerySet[Row]:
        """The rows that this actor may know of: the model's rule, in one place."""
        return self.get_queryset().filter(self.model.visibility_rule(actor))  # type: ignore[attr-defined]

    def unrestricted(self, reason: str) -> models.QuerySet[Row]:
        """Every row, for code that shows none of them to anybody: say why."""
        if not reason:
            raise ValueError("Say why visibility does not matter here.")
        return self.get_queryset()

    def add(self, **fields: Any) -> Row:
        """Create a row."""
        return super().create(**fields)
