from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "network"

    def ready(self) -> None:
        from activities import contexts
        from network import leaving, navigation, notices, slots  # noqa: F401  slots are there by being read
        from network.codes import NetworkContext
        from network.link_kinds import INVITATION
        from network.queries import is_mailbox_of, record_read_by
        from notifications.addresses import known_by
        from web.links import register as register_link
        from web.navigation import register

        leaving.answer_for_own()
        contexts.register(NetworkContext.ORGANISATION, record_read_by)
        register_link(INVITATION)
        notices.register_kinds()
        register(*navigation.ENTRIES)
        known_by(is_mailbox_of)
