from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "network"

    def ready(self) -> None:
        from network import notices
        from network.queries import is_mailbox_of
        from notifications.addresses import known_by

        notices.register_kinds()
        known_by(is_mailbox_of)
