"""The data that components take: small frozen values which views fill and template tags draw.

Nothing here knows a model; the tags are in `web.templatetags.components`, every state of every
component is shown on the style guide page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Tone = Literal["harbour", "moss", "amber", "brick", "plain"]
ButtonKind = Literal["primary", "secondary", "destructive", "quiet"]
PortState = Literal["done", "now", "ahead"]
SortDirection = Literal["", "ascending", "descending"]

# Lists are counted up to so many, which then means 'at least so many'.
COUNTED = 1_000


def bounded(count: int, most: int = COUNTED) -> str:
    """A count that went no further than `most`: '0' to one less, then '999+'."""
    return str(count) if count < most else f"{most - 1}+"


# The hidden field that makes a second submit of the same form the same submit.
SUBMIT_KEY_FIELD = "submit_key"


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One entry of a page's frame; `count` is how much of it waits, '' for nothing."""

    label: StrOrPromise
    url: str
    current: bool = False
    count: str = ""


@dataclass(frozen=True, slots=True)
class Hat:
    """One of the roles that a person can act in; `key` is what `switch-hat` is sent."""

    key: str
    label: StrOrPromise
    current: bool = False


@dataclass(frozen=True, slots=True)
class PersonSummary:
    """The person signed in, as the top bar shows them."""

    name: str
    initials: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A short word with a tone. The word carries the meaning, the colour only repeats it."""

    label: StrOrPromise
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Action:
    """Something to press: a link (`get`) or a one-button form (`post`).

    `about` completes the label for screen readers where several buttons read alike
    ('Shortlist' + 'Presofusione Brianza'). `hidden` are name and value pairs sent with a post.
    """

    label: StrOrPromise
    url: str
    kind: ButtonKind = "secondary"
    method: Literal["get", "post"] = "get"
    hidden: Sequence[tuple[str, str]] = ()
    about: StrOrPromise = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab; `attention` draws the count as a brick badge when it is above 0."""

    label: StrOrPromise
    url: str
    count: int | None = None
    current: bool = False
    attention: bool = False

    @property
    def counted(self) -> str:
        """The count as it is shown."""
        return "" if self.count is None else bounded(self.count)


@dataclass(frozen=True, slots=True)
class Port:
    """One stop on the route; `note` is a date or short words under the label."""

    label: StrOrPromise
    state: PortState
    note: StrOrPromise | date | datetime = ""

    @property
    def note_is_date(self) -> bool:
        """Whether the note is to be written in the reader's date format."""
        return isinstance(self.note, date)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a draft; a step without `url` cannot be opened yet."""

    label: StrOrPromise
    state: PortState
    url: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """One partner asked: country code, who, what they said, how much time is left."""

    country: str
    title: StrOrPromise
    line: StrOrPromise = ""
    chip: Chip | None = None
    url: str = ""
    country_name: StrOrPromise = ""
    actions: Sequence[Action] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a candidate fits, or (`in_favour` false) what speaks against it."""

    text: StrOrPromise
    in_favour: bool = True


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggested company. `score` is 0 to 100; without one the country badge leads the card."""

    title: StrOrPromise
    line: StrOrPromise = ""
    score: int | None = None
    country: str = ""
    country_name: StrOrPromise = ""
    quotation: StrOrPromise = ""
    quotation_by: StrOrPromise = ""
    reasons: Sequence[Reason] = ()
    chip: Chip | None = None
    actions: Sequence[Action] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class Older:
    """The way on from a long list that shows its newest first: the place from which the `earlier`
    entries are shown, if there are any, and whether the newest are shown; `name` is the list's in
    the address of its page."""

    name: str
    earlier: str = ""
    is_newest: bool = True


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """What happened and when; a datetime is shown with its time, a date without."""

    text: StrOrPromise
    at: date | datetime
    line: StrOrPromise = ""

    @property
    def has_time(self) -> bool:
        """Whether the moment has a time of day."""
        return isinstance(self.at, datetime)


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person to turn to. Initials are made from the name unless given."""

    name: StrOrPromise
    line: StrOrPromise = ""
    initials: str = ""
    actions: Sequence[Action] = ()

    @property
    def letters(self) -> str:
        """At most two letters for the avatar."""
        return self.initials or initials_of(str(self.name))


@dataclass(frozen=True, slots=True)
class Definition:
    """A term and what it is here; an empty value is shown as a dash."""

    term: StrOrPromise
    value: StrOrPromise
    url: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `sort` is the word for the address, empty when not sortable.

    In an exported list `line` and `chips` head what stands below and beside the text of its cells.
    """

    label: StrOrPromise
    sort: str = ""
    numeric: bool = False
    line: StrOrPromise = ""
    chips: StrOrPromise = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: text (a link when `url` is set), a smaller line below, chips. `value` is what an
    exported list has in place of the text: a whole date or a number."""

    text: StrOrPromise | int = ""
    line: StrOrPromise = ""
    url: str = ""
    chips: Sequence[Chip] = ()
    actions: Sequence[Action] = ()
    quiet: bool = False
    value: int | date | datetime | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, one cell per column; the first cell names the row."""

    cells: Sequence[Cell]
    attention: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to fetch: neutral name, address, a line such as 'PDF, 240 kB', and where its sender
    takes it back."""

    name: StrOrPromise
    url: str
    line: StrOrPromise = ""
    withdraw_url: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a thread; `own` when the reader's side wrote it."""

    author: StrOrPromise
    text: str
    at: datetime
    own: bool = False
    attachments: Sequence[Attachment] = ()
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """What someone had typed into a field before it could not be saved."""

    name: str
    label: StrOrPromise
    text: str

    @property
    def lines(self) -> int:
        """Height of the box that shows it, in lines of about 70 characters."""
        needed = sum(1 + len(line) // 70 for line in self.text.splitlines())
        return min(max(needed, 1), 14)


@dataclass(frozen=True, slots=True)
class SortLink:
    """A heading as the table draws it: the column, where a click leads, how it is sorted."""

    column: Column
    url: str = ""
    direction: SortDirection = ""


def initials_of(name: str) -> str:
    """Return the first letters of the first and last word of a name, upper case."""
    words = [word for word in name.split() if word[0].isalnum()]
    chosen = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in chosen).upper()
