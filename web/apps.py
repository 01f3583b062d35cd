from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class WebConfig(AppConfig):
    name = "web"

    def ready(self) -> None:
        from web import converters, duties, slots, typed_text

        converters.register()
        user_logged_in.connect(typed_text.logged_in)
        for start in (slots.START_OF_STAFF, slots.START_OF_COMPANY, slots.START_OF_SECRETARIAT):
            start.add(duties.FIRST_DUTIES)
