from django.apps import AppConfig


class KontorConfig(AppConfig):
    name = "kontor"

    def ready(self) -> None:
        from kontor import checks, navigation  # noqa: F401  checks register themselves
        from web.navigation import register

        register(*navigation.ENTRIES)
