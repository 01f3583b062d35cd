from django.apps import AppConfig


class KontorConfig(AppConfig):
    name = "kontor"

    def ready(self) -> None:
        from kontor import checks  # noqa: F401  registers itself
