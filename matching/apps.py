from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self) -> None:
        from companies import changes
        from companies.life_cycle import on_erase, on_merge
        from companies.slots import COMPANY_AT_DESK, MORE_ALIKE
        from matching import checks, forgetting, navigation, panels, tasks  # noqa: F401  checks register by being read
        from web.navigation import register

        register(*navigation.ENTRIES)
        COMPANY_AT_DESK.add(panels.ALIKE_COMPANIES)
        MORE_ALIKE.add(panels.SEARCH_FOR_MORE)
        derived = "made anew from the company's version"
        on_merge.leave(derived, "matching.CompanyIndex.company", "matching.CompanyVector.company")
        on_merge.follow(forgetting.carry_memory, "matching.ShownMatch.company")
        on_erase.follow(forgetting.forget, *forgetting.FORGOTTEN)
        changes.listen(tasks.refresh_soon)
