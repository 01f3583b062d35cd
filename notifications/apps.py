from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from activities.timers.kinds import register as register_timers
        from notifications import digests, navigation
        from web.navigation import register

        register(*navigation.ENTRIES)
        register_timers(digests.DIGESTS, digests.act)
