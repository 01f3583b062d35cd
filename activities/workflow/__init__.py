"""What a case may go through: tables of transitions, the one way to move a row, and its verbs."""

from activities.workflow.locked import Locked, Row
from activities.workflow.moving import Change, Moved, begin, remove, transition
from activities.workflow.table import Allowed, Guard, Transition, Workflow, state_of
from activities.workflow.verbs import Verb, check_registered, register, sentence_of, verb_of

__all__ = [
    "Allowed",
    "Change",
    "Guard",
    "Locked",
    "Moved",
    "Row",
    "Transition",
    "Verb",
    "Workflow",
    "begin",
    "check_registered",
    "register",
    "remove",
    "sentence_of",
    "state_of",
    "transition",
    "verb_of",
]
