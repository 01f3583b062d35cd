from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self) -> None:
        from companies import changes
        from matching import checks, panels, tasks  # noqa: F401  checks register by being read
        from web import slots

        slots.fill("desk-company", panels.alike_companies_card)
        changes.listen(tasks.refresh_soon)
