from django.apps import AppConfig


class ToyConfig(AppConfig):
    name = "tests.toy"
    label = "toy"

    def ready(self) -> None:
        from activities import duties as all_duties
        from activities import links
        from activities.timers import kinds
        from activities.workflow import check_registered, register
        from companies.slots import COMPANY_AT_DESK
        from notifications import hearing
        from tests.toy import duties, navigation, notices, panels, timers, verbs, workflow
        from tests.toy.models import ToyKey
        from web import navigation as all_navigation

        register(verbs.VERBS)
        check_registered(workflow.TOYS)
        links.register(ToyKey)
        notices.register_kinds()
        hearing.register(notices.HEARERS)
        kinds.register(timers.RUNNING, timers.act)
        all_duties.register(*duties.DUTIES)
        all_navigation.register(*navigation.ENTRIES)
        COMPANY_AT_DESK.add(panels.TOYS_OF_A_COMPANY)
