from django.apps import AppConfig


class CooperationRequestsConfig(AppConfig):
    """The case. The folder is not called `requests`: that name belongs to the HTTP library."""

    name = "cooperation_requests"
    label = "requests"

    def ready(self) -> None:
        from activities import contexts
        from activities.duties import register as register_duties
        from activities.timers.kinds import register as register_timers
        from companies.life_cycle import on_erase, on_merge
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
            slots,  # noqa: F401  slots are there by being read
            verbs,
        )
        from cooperation_requests.actions.erasing import ERASED, erase_cases
        from cooperation_requests.actions.merging import CARRIED, carry_cases
        from cooperation_requests.answer_links import revoke_links_to
        from cooperation_requests.codes import CaseContext
        from cooperation_requests.deadlines import DEADLINES
        from cooperation_requests.notices import hearers
        from cooperation_requests.offers.links import ANSWER
        from cooperation_requests.queries import record_read_by
        from disclosure.grounds import register
        from network.leaving import on_leaving
        from notifications import addresses, hearing
        from web.links import register as register_link
        from web.navigation import register as register_entries

        register(*grounds.GROUNDS)
        verbs.register_verbs()
        contexts.register(CaseContext.REQUEST, record_read_by)
        register_link(ANSWER)
        register_timers(DEADLINES, clocks.act)
        register_entries(*navigation.ENTRIES)
        register_duties(*duties.DUTIES)
        COMPANY_ACTIONS.add(panels.NEW_REQUEST)
        hearing.register(hearers.OF_REQUESTS)
        hearing.register(hearers.OF_REFERRALS)
        hearing.register(hearers.OF_SUGGESTIONS)
        notices.register_kinds()
        on_merge.follow(carry_cases, *CARRIED)
        on_erase.follow(erase_cases, *ERASED)
        disclosed = "what became known stays on record: keys and codes"
        on_erase.leave(
            disclosed, "disclosure.Disclosure.company", "disclosure.Disclosure.to_company"
        )
        on_leaving.leave(disclosed, "disclosure.Disclosure.to_organisation")
        hide_by(known.requesters_hidden_from)
        addresses.follow(revoke_links_to)
