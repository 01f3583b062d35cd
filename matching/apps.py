from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self) -> None:
        from companies import changes
        from companies.slots import COMPANY_AT_DESK, MORE_ALIKE
        from matching import checks, navigation, panels, tasks  # noqa: F401  checks register by being read
        from web.navigation import register

        register(*navigation.ENTRIES)
        COMPANY_AT_DESK.add(panels.ALIKE_COMPANIES)
        MORE_ALIKE.add(panels.SEARCH_FOR_MORE)
        changes.listen(tasks.refresh_soon)
