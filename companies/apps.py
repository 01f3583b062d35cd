from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "companies"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from companies import notices
        from companies.middleware import begin_session
        from companies.queries import is_contact_of, is_vouched_for, not_admitted
        from files.process import vouch_by
        from notifications.addresses import known_by
        from notifications.limits import strangers_are

        notices.register_kinds()
        known_by(is_contact_of)
        strangers_are(not_admitted)
        vouch_by(is_vouched_for)
        user_logged_in.connect(begin_session)
