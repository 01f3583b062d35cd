from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self) -> None:
        from matching import checks, panels  # noqa: F401  checks are registered by being read
        from web import slots

        slots.fill("desk-company", panels.alike_companies_card)
