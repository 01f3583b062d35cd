from django.apps import AppConfig


class ToyConfig(AppConfig):
    name = "tests.toy"
    label = "toy"

    def ready(self) -> None:
        from activities import contexts
        from activities import duties as all_duties
        from activities.timers import kinds
        from activities.workflow import check_registered, register
        from companies.slots import COMPANY_AT_DESK
        from network.slots import AGENCY
        from notifications import hearing
        from tests.toy import (
            duties,
            link_kinds,
            navigation,
            notices,
            panels,
            timers,
            verbs,
            workflow,
        )
        from tests.toy.codes import ToyContext
        from tests.toy.models import record_read_by
        from web import links
        from web import navigation as all_navigation

        register(verbs.VERBS)
        check_registered(workflow.TOYS)
        contexts.register(ToyContext.TOY, record_read_by)
        links.register(link_kinds.KEY)
        notices.register_kinds()
        hearing.register(notices.HEARERS)
        kinds.register(timers.RUNNING, timers.act)
        all_duties.register(*duties.DUTIES)
        all_navigation.register(*navigation.ENTRIES)
        COMPANY_AT_DESK.add(panels.TOYS_OF_A_COMPANY)
        for slot in (*panels.OF_CASES, AGENCY):
            slot.add(panels.TOY_FOR_MEMBERS)
