from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "companies"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from activities import links
        from activities.duties import register as register_duties
        from companies import duties, navigation, notices
        from companies.hats import hats_of
        from companies.middleware import begin_session
        from companies.models import CompanyInvitation
        from companies.queries import is_contact_of, not_admitted, side_of
        from files.process import sides_are
        from notifications.addresses import known_by
        from notifications.limits import strangers_are
        from web.hats import hats_are_found_by
        from web.navigation import register

        links.register(CompanyInvitation)
        notices.register_kinds()
        register(*navigation.ENTRIES)
        hats_are_found_by(hats_of)
        register_duties(*duties.DUTIES)
        known_by(is_contact_of)
        strangers_are(not_admitted)
        sides_are(side_of)
        user_logged_in.connect(begin_session)
