"""What the style guide shows: every component's data, all of it invented."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from web.components import (
    Action,
    Attachment,
    Cell,
    Chip,
    Column,
    Definition,
    Lane,
    Message,
    Older,
    PersonCard,
    Port,
    PortState,
    Reason,
    Row,
    Step,
    Suggestion,
    Tab,
    TimelineEntry,
    Tone,
    Typed,
)

PORT_LABELS = (
    "Submitted",
    "Triage",
    "With partners",
    "Suggestions",
    "Presented",
    "Introduced",
    "Outcome",
)
HERE = "#"


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(
        label=gettext_lazy("Title"), help_text=gettext_lazy("What you look for, in one line.")
    )
    text = forms.CharField(label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 4}))
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("supplier", gettext_lazy("Supplier")), ("customer", gettext_lazy("Customer"))],
        widget=forms.RadioSelect,
    )
    regions = forms.MultipleChoiceField(
        label=gettext_lazy("Regions"),
        choices=[("ES51", "Catalunya"), ("ITC4", "Lombardia"), ("FRK", "Auvergne-Rhône-Alpes")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("None ticked means all."),
    )
    until = forms.DateField(
        label=gettext_lazy("Answer by"), widget=forms.DateInput(attrs={"type": "date"})
    )
    document = forms.FileField(label=gettext_lazy("Document"), required=False)
    agreed = forms.BooleanField(label=gettext_lazy("My name may be told to the partners"))
    state = forms.CharField(widget=forms.HiddenInput, required=False)


class SampleFilter(forms.Form):
    """The filters of the inbox."""

    search = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "words, number, company"}),
    )
    sector = forms.ChoiceField(
        label=gettext_lazy("Sector"), required=False, choices=[("", "All sectors")]
    )
    region = forms.ChoiceField(
        label=gettext_lazy("Target region"), required=False, choices=[("", "All regions")]
    )
    advisor = forms.ChoiceField(
        label=gettext_lazy("Advisor"), required=False, choices=[("me", "Me"), ("", "Anybody")]
    )


class SampleMessage(forms.Form):
    """The box of a thread."""

    text = forms.CharField(label=gettext_lazy("Message"), widget=forms.Textarea(attrs={"rows": 3}))


def _ports(now: int, notes: tuple[str | date, ...]) -> list[Port]:
    """Seven ports of which the one at `now` is the present one."""

    def state(place: int) -> PortState:
        return "done" if place < now else "now" if place == now else "ahead"

    padded = (*notes, *[""] * len(PORT_LABELS))
    return [Port(label, state(place), padded[place]) for place, label in enumerate(PORT_LABELS)]


def _suggestions() -> list[Suggestion]:
    return [
        Suggestion(
            "Fundició Vallès SL",
            "Sabadell, Catalunya · C24.5 Casting of metals · 86 staff",
            score=91,
            quotation="They cast housings for two German gearbox makers and have free capacity "
            "from March.",
            quotation_by="M. Puig, ACCIÓ",
            reasons=[
                Reason("casts aluminium housings"),
                Reason("ISO 9001, IATF 16949"),
                Reason("speaks German"),
                Reason("no machining in house", in_favour=False),
            ],
            chip=Chip("shortlisted", "moss"),
        ),
        Suggestion(
            "Presofusione Brianza S.r.l.",
            "Monza, Lombardia · C24.5 · 140 staff",
            score=78,
            reasons=[Reason("die casting up to 800 t"), Reason("speaks English")],
            actions=[Action("Shortlist", HERE, method="post", about="Presofusione Brianza S.r.l.")],
        ),
        Suggestion(
            "Mecanitzats Osona SA",
            "Vic, Catalunya · C25.6 · 35 staff",
            score=34,
            reasons=[Reason("machining of housings"), Reason("no casting", in_favour=False)],
            actions=[Action("Shortlist", HERE, method="post", about="Mecanitzats Osona SA")],
        ),
    ]


def _cards() -> list[Suggestion]:
    """Suggestions as a company sees them: nothing that names."""
    return [
        Suggestion(
            title,
            line,
            country=country,
            country_name=name,
            reasons=[Reason(words)],
            actions=[
                Action("Get to know", HERE, "primary", "post", about=title),
                Action("No interest", HERE, "secondary", "post", about=title),
            ],
        )
        for title, line, country, name, words in (
            (
                "Aluminium foundry in Catalunya",
                "86 staff · ISO 9001 · speaks German",
                "ES",
                "Spain",
                "casts housings for two gearbox makers",
            ),
            (
                "Die caster in Lombardia",
                "140 staff · up to 800 t · speaks English",
                "IT",
                "Italy",
                "casting and machining from one hand",
            ),
        )
    ]


def _rows() -> list[Row]:
    cases: tuple[tuple[str, str, str, str, str, str, str, Tone], ...] = (
        (
            "Dämmstoffe aus Holzfaser – Vertriebspartner",
            "KO-2026-00214 · Construction materials",
            "Holzbau Schwarzwald GmbH",
            "Freiburg · 48 staff",
            "Distributor",
            "",
            "4 days",
            "brick",
        ),
        (
            "Supplier of die-cast aluminium housings",
            "KO-2026-00212 · Machinery (C28.1)",
            "Neckar Antriebe GmbH",
            "Heilbronn · 130 staff",
            "Supplier",
            "A. Keller",
            "1 day",
            "amber",
        ),
        (
            "Photonics test lab for joint R&D",
            "KO-2026-00211 · Instruments (C26.5)",
            "Lumitron Jena-Ulm AG",
            "Ulm · 22 staff",
            "R&D partner",
            "A. Keller",
            "today",
            "moss",
        ),
    )
    return [
        Row(
            [
                Cell(title, line, HERE),
                Cell(company, place),
                Cell(chips=[Chip(kind, "harbour")]),
                Cell(advisor or _("not taken"), quiet=not advisor),
                Cell(chips=[Chip(waiting, tone)]),
            ],
            attention=tone == "brick",
        )
        for title, line, company, place, kind, advisor, waiting, tone in cases
    ]


def _conversation() -> list[Message]:
    return [
        Message(
            "J. Maier",
            "The drawing is attached.\n\nMachined or raw, both would do.",
            datetime(2026, 11, 16, 9, 2, tzinfo=UTC),
            attachments=[Attachment("Document 1.pdf", HERE, "PDF, 240 kB", HERE)],
        ),
        Message(
            "Anna Keller",
            "Thank you. I ask ACCIÓ whether the foundry machines in house.",
            datetime(2026, 11, 16, 10, 12, tzinfo=UTC),
            own=True,
        ),
        Message(
            "Anna Keller",
            "Only for colleagues: VAT number still to be checked.",
            datetime(2026, 11, 16, 10, 15, tzinfo=UTC),
            own=True,
            internal=True,
        ),
    ]


def _head_samples() -> dict[str, Any]:
    """Heads, tabs, routes."""
    return {
        "chips": [
            Chip("Supplier", "harbour"),
            Chip("C28.1 General-purpose machinery"),
            Chip("German, English"),
        ],
        "all_chips": [
            Chip("harbour", "harbour"),
            Chip("good", "moss"),
            Chip("in 2 days", "amber"),
            Chip("overdue 1 working day", "brick"),
            Chip("plain"),
        ],
        "header_actions": [
            Action("Ask the company", HERE),
            Action("Present 3 suggestions", HERE, "primary", "post"),
        ],
        "tab_items": [
            Tab("To triage", HERE, 4, current=True, attention=True),
            Tab("Waiting for company", HERE, 2),
            Tab("With partners", HERE, 11),
            Tab("Suggestions in", HERE, 3, attention=True),
            Tab("Presented", HERE, 5),
            Tab("Introduced", HERE, 8),
            Tab("Ended", HERE, 0),
            Tab("All", HERE),
        ],
        "ports": _ports(3, (date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 5), "3 in")),
        "waiting_ports": [
            Port(port.label, "ahead" if port.state == "now" else port.state, port.note)
            for port in _ports(2, (date(2026, 11, 2), date(2026, 11, 3)))
        ],
        "finished_ports": _ports(7, tuple(date(2026, 11, day) for day in range(2, 9))),
        "ended_ports": _ports(2, (date(2026, 11, 2), date(2026, 11, 3), "withdrawn, 9 Nov")),
    }


def _case_samples() -> dict[str, Any]:
    """What a request's page shows."""
    return {
        "lane_items": [
            Lane(
                "ES",
                "ACCIÓ – Catalonia Trade & Invest",
                "M. Puig · answered after 4 working days",
                Chip("2 suggestions", "moss"),
                country_name="Spain",
            ),
            Lane(
                "IT",
                "Promos Italia",
                "Accepted by L. Conti · due 19 Nov",
                Chip("2 working days left · 1 suggestion", "amber"),
                country_name="Italy",
            ),
            Lane(
                "FR",
                "Auvergne-Rhône-Alpes Entreprises",
                "Reminded 14 Nov · due 17 Nov",
                Chip("overdue 1 working day", "brick"),
                country_name="France",
                actions=[Action("Recall", HERE, "secondary", "post", about="Auvergne")],
            ),
        ],
        "suggestions": _suggestions(),
        "cards": _cards(),
        "older": Older("what-happened", "2026-11-16", is_newest=False),
        "timeline_entries": [
            TimelineEntry(
                format_html("<strong>{}</strong> suggested 2 companies", "ACCIÓ"),
                datetime(2026, 11, 16, 9, 12, tzinfo=UTC),
            ),
            TimelineEntry(
                format_html("Reminder sent to <strong>{}</strong>", "Promos Italia"),
                datetime(2026, 11, 14, 7, 0, tzinfo=UTC),
            ),
            TimelineEntry("Forwarded to 3 regions by A. Keller", date(2026, 11, 5)),
        ],
        "advisor": PersonCard(
            "Anna Keller",
            "Baden-Württemberg International · your single point of contact · usually answers "
            "the same day",
            actions=[Action("Write a message", HERE)],
        ),
        "definitions": [
            Definition("Size", "Medium · 130 staff"),
            Definition("VAT", "not checked"),
            Definition("Website", "neckar.example", "https://neckar.example/"),
            Definition("Contact", ""),
        ],
    }


def _list_samples() -> dict[str, Any]:
    """Tables with filters and pages."""
    return {
        "columns": [
            Column("Request", "title"),
            Column("Company", "company"),
            Column("Looks for"),
            Column("Advisor"),
            Column("Waiting", "waiting"),
        ],
        "rows": _rows(),
        "filter_form": SampleFilter({"advisor": "me"}),
        "page": Paginator(range(214), 25).page(2),
        "last_page": Paginator(range(4), 25).page(1),
        "empty_action": Action("New request", HERE, "primary"),
    }


def _form_samples() -> dict[str, Any]:
    """Forms, threads, drafts."""
    wrong = SampleForm({"title": "", "text": "Kept as typed.", "kind": "gift", "until": "soon"})
    return {
        "form": SampleForm(prefix="fresh"),
        "wrong_form": wrong,
        "conversation": _conversation(),
        "message_form": SampleMessage(prefix="thread"),
        "step_items": [
            Step("What you look for", "done", HERE),
            Step("Details", "now", HERE),
            Step("Regions", "ahead", HERE),
            Step("Check and send", "ahead"),
        ],
        "typed": [
            Typed("title", "Title", "Supplier of die-cast housings"),
            Typed("text", "Text", "15 000 a year, 2–6 kg.\nMachined or raw."),
        ],
        "post_action": Action("Take", HERE, "primary", "post"),
    }


def samples() -> dict[str, Any]:
    """Return every component's data."""
    return {**_head_samples(), **_case_samples(), **_list_samples(), **_form_samples()}
