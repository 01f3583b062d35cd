"""What the record of the network's people is written in."""

from __future__ import annotations

from activities.codes import (
    Audience,
    ContextKind,
    LinkCode,
    SubjectKind,
    TopicCode,
    VerbCode,
)


class NetworkKind(SubjectKind):
    """What something was done with."""

    MEMBERSHIP = "membership"


class NetworkContext(ContextKind):
    """What timelines of the network are of."""

    ORGANISATION = "organisation"


class NetworkAudience(Audience):
    """Whose timeline shows what was done with an organisation's people."""

    AGENCY = "agency"


class StaffVerb(VerbCode):
    """What is done with who works for an organisation; no table moves it."""

    INVITE = "invite"
    JOIN = "join"
    REVOKE_INVITATION = "revoke_invitation"
    CHANGE_MEMBERSHIP = "change_membership"
    REMOVE_MEMBERSHIP = "remove_membership"
    CHANGE_MAILBOX = "change_mailbox"


class NetworkLink(LinkCode):
    """What links of the network are for."""

    STAFF_INVITATION = "staff-invitation"


class NetworkTopic(TopicCode):
    """What notices of the network are about."""

    AGENCY = "agency"
