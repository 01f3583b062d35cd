from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "companies"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from activities import contexts
        from activities.duties import register as register_duties
        from companies import duties, life_cycle, navigation, notices
        from companies.enums import CompanyContext
        from companies.hats import hats_of
        from companies.link_kinds import INVITATION
        from companies.middleware import begin_session
        from companies.queries import is_contact_of, not_admitted, record_read_by, side_of
        from files.process import sides_are
        from notifications.addresses import known_by
        from notifications.limits import strangers_are
        from web.hats import hats_are_found_by
        from web.links import register as register_link
        from web.navigation import register

        life_cycle.answer_for_own()
        contexts.register(CompanyContext.COMPANY, record_read_by)
        register_link(INVITATION)
        notices.register_kinds()
        register(*navigation.ENTRIES)
        hats_are_found_by(hats_of)
        register_duties(*duties.DUTIES)
        known_by(is_contact_of)
        strangers_are(not_admitted)
        sides_are(side_of)
        user_logged_in.connect(begin_session)
