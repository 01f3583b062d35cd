from django.apps import AppConfig


class CooperationRequestsConfig(AppConfig):
    """The case. The folder is not called `requests`: that name belongs to the HTTP library."""

    name = "cooperation_requests"
    label = "requests"

    def ready(self) -> None:
        from activities import links
        from activities.duties import register as register_duties
        from activities.timers.kinds import register as register_timers
        from companies import changes
        from companies.models import hide_by
        from companies.slots import COMPANY_ACTIONS
        from cooperation_requests import (
            clocks,
            duties,
            grounds,
            known,
            navigation,
            notices,
            panels,
            verbs,
        )
        from cooperation_requests.actions.merging import carry_cases
        from cooperation_requests.answer_links import revoke_links_to
        from cooperation_requests.deadlines import DEADLINES
        from cooperation_requests.models import AnswerLink
        from cooperation_requests.notices import hearers
        from disclosure.grounds import register
        from notifications import addresses, hearing
        from web.navigation import register as register_entries

        register(*grounds.GROUNDS)
        verbs.register_verbs()
        links.register(AnswerLink)
        register_timers(DEADLINES, clocks.act)
        register_entries(*navigation.ENTRIES)
        register_duties(*duties.DUTIES)
        COMPANY_ACTIONS.add(panels.NEW_REQUEST)
        hearing.register(hearers.OF_REQUESTS)
        hearing.register(hearers.OF_REFERRALS)
        hearing.register(hearers.OF_SUGGESTIONS)
        notices.register_kinds()
        changes.follow(carry_cases)
        hide_by(known.requesters_hidden_from)
        addresses.follow(revoke_links_to)
