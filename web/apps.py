from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class WebConfig(AppConfig):
    name = "web"

    def ready(self) -> None:
        from web import converters, typed_text

        converters.register()
        user_logged_in.connect(typed_text.logged_in)
