from django.apps import AppConfig


class CooperationRequestsConfig(AppConfig):
    """The case. The folder is not called `requests`: that name belongs to the HTTP library."""

    name = "cooperation_requests"
    label = "requests"

    def ready(self) -> None:
        from companies import changes
        from cooperation_requests import notices
        from cooperation_requests.actions.merging import move_cases

        notices.register_kinds()
        changes.follow(move_cases)
