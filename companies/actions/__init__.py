"""What is done with companies."""

from companies.actions.beginning import lock_company, may_change
from companies.actions.erasing import ERASED_NAME, erase, still_open
from companies.actions.people import (
    INVITATIONS_A_DAY,
    INVITATIONS_A_DAY_BEFORE_ADMISSION,
    decide_join,
    invite,
    join,
    merge,
    open_invitations,
    remove_member,
    revoke_invitation,
)
from companies.actions.profiles import (
    CONTACT_FIELDS,
    REGISTRATIONS_A_DAY,
    admit,
    change_profile,
    enter_proposed_company,
    erase_contacts_of_proposed,
    place,
    register,
    register_for,
    remove_contact,
    save_contact,
)

__all__ = [
    "CONTACT_FIELDS",
    "ERASED_NAME",
    "INVITATIONS_A_DAY",
    "INVITATIONS_A_DAY_BEFORE_ADMISSION",
    "REGISTRATIONS_A_DAY",
    "admit",
    "change_profile",
    "decide_join",
    "enter_proposed_company",
    "erase",
    "erase_contacts_of_proposed",
    "invite",
    "join",
    "lock_company",
    "may_change",
    "merge",
    "open_invitations",
    "place",
    "register",
    "register_for",
    "remove_contact",
    "remove_member",
    "revoke_invitation",
    "save_contact",
    "still_open",
]
