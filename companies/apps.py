from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "companies"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from companies import notices
        from companies.middleware import begin_session

        notices.register_kinds()
        user_logged_in.connect(begin_session)
