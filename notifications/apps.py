from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from notifications import navigation
        from web.navigation import register

        register(*navigation.ENTRIES)
