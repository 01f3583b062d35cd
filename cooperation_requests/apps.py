from django.apps import AppConfig


class CooperationRequestsConfig(AppConfig):
    """The case. The folder is not called `requests`: that name belongs to the HTTP library."""

    name = "cooperation_requests"
    label = "requests"

    def ready(self) -> None:
        from cooperation_requests import notices

        notices.register_kinds()
