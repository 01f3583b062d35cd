from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "network"

    def ready(self) -> None:
        from activities import links
        from network import navigation, notices
        from network.models import StaffInvitation
        from network.queries import is_mailbox_of
        from notifications.addresses import known_by
        from web.navigation import register

        links.register(StaffInvitation)
        notices.register_kinds()
        register(*navigation.ENTRIES)
        known_by(is_mailbox_of)
