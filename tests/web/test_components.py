"""The components: their labels and ARIA, the contrast of the colours, the style guide itself."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings
from django.utils import translation

from tests.web.markup import plain
from web.components import (
    SUBMIT_KEY_FIELD,
    Action,
    Cell,
    Chip,
    Column,
    Lane,
    Message,
    PersonCard,
    Port,
    Reason,
    Row,
    Suggestion,
    Tab,
    TimelineEntry,
    Typed,
    initials_of,
)
from web.typed_text import new_key

PROJECT = Path(__file__).resolve().parents[2]
STYLES = PROJECT / "static" / "kontor"
OWN_TEMPLATES = sorted(
    path
    for folder in ("components", "account", "mfa", "allauth")
    for path in (PROJECT / "templates" / folder).rglob("*.html")
    if "email" not in path.parts
) + sorted((PROJECT / "templates").glob("*.html"))

# Text on its ground, as the style sheets pair them.
PAIRS = [
    *[(text, ground) for text in ("ink", "ink-2", "harbour", "hover", "brick", "moss", "amber")
      for ground in ("paper", "card")],
    *[("ink", ground) for ground in
      ("harbour-soft", "moss-soft", "amber-soft", "brick-soft", "plain-soft")],
    *[(tone, f"{tone}-soft") for tone in ("harbour", "moss", "amber", "brick")],
    ("ink-2", "plain-soft"), ("ink-2", "harbour-soft"), ("ink-2", "amber-soft"),
    ("hover", "harbour-soft"), ("on-harbour", "harbour"), ("on-harbour", "hover"),
    ("on-brick", "brick"), ("on-deep", "harbour-deep"), ("on-deep", "deep-raised"),
    ("on-deep-2", "harbour-deep"), ("on-sand", "sand"),
]  # fmt: skip


def draw(source: str, **values: object) -> str:
    """Draw a piece of template with the components loaded."""
    return Template("{% load components %}" + source).render(Context(values))


def words(markup: str) -> str:
    """What is read out: the markup without tags, its white space folded."""
    parts: list[str] = []
    parser = HTMLParser()
    parser.handle_data = parts.append  # type: ignore[assignment, method-assign]
    parser.feed(markup)
    return " ".join("".join(parts).split())


def token_blocks() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """The light tokens, the dark ones by the system's wish, the dark ones by attribute."""
    blocks = re.findall(r"\{([^{}]*color-scheme[^{}]*)\}", (STYLES / "tokens.css").read_text())
    light, wished, chosen = (dict(re.findall(r"--([\w-]+): ([^;]+);", block)) for block in blocks)
    return light, wished, chosen


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_keeps_its_contrast(theme: str, text: str, ground: str) -> None:
    light, dark, _ = token_blocks()
    tokens = light if theme == "light" else dark
    brighter, darker = sorted((luminance(tokens[text]), luminance(tokens[ground])), reverse=True)
    assert (brighter + 0.05) / (darker + 0.05) >= 4.5


def test_both_ways_to_the_dark_theme_lead_to_the_same_colours() -> None:
    light, wished, chosen = token_blocks()
    assert wished == chosen
    assert set(wished) == set(light)


def test_the_colours_are_those_of_the_design() -> None:
    light, _, _ = token_blocks()
    names = ("ink", "paper", "harbour", "brick", "moss", "amber")
    assert {name: light[name] for name in names} == {
        "ink": "#14212b", "paper": "#f7f4ee", "harbour": "#0b4f6c", "brick": "#a63d2a",
        "moss": "#2c6e49", "amber": "#8a5a00",
    }  # fmt: skip


@pytest.mark.parametrize("path", OWN_TEMPLATES, ids=lambda path: path.name)
def test_templates_keep_to_the_content_policy_and_the_voice(path: Path) -> None:
    source = path.read_text()
    assert not re.search(r"\sstyle=|\son\w+=\"|<style|<script(?! src)", source)
    for spoken in re.findall(r"translate \"([^\"]+)\"|%}([^{}<>]{3,}){% (?:end|plural)", source):
        assert not re.search(r"\b(please|oops)\b|!", "".join(spoken), re.IGNORECASE)


def test_route_tells_each_port_and_how_far_it_is() -> None:
    ports = [
        Port("Submitted", "done", date(2026, 11, 2)),
        Port("Triage", "now", "since Tuesday"),
        Port("Outcome", "ahead"),
    ]
    markup = draw("{% route ports %}", ports=ports)
    assert words(markup) == ("Submitted (done) 2 Nov Triage (now) since Tuesday Outcome (ahead)")
    assert markup.count("<li") == 3
    assert markup.count('aria-current="step"') == 1


class SampleFilter(forms.Form):
    q = forms.CharField(required=False)


def test_the_way_out_of_a_filter_keeps_what_is_no_part_of_it() -> None:
    request = RequestFactory().get("/styleguide/", {"theme": "a&b", "q": "x", "page": "2"})
    markup = draw(
        '{% filter_bar form keep="theme as" %}', form=SampleFilter(request.GET), request=request
    )
    assert 'href="/styleguide/?theme=a%26b">' in plain(markup)
    markup = draw("{% filter_bar form %}", form=SampleFilter(request.GET), request=request)
    assert 'href="/styleguide/">' in plain(markup)


@pytest.mark.parametrize(
    ("level", "tone", "role"),
    [
        ("error", "brick", "alert"),
        ("warning", "amber", "status"),
        ("success", "moss", "status"),
        ("info", "harbour", "status"),
    ],
)
def test_what_the_last_step_said_has_its_tone(level: str, tone: str, role: str) -> None:
    said = SimpleNamespace(level_tag=level)
    markup = plain(draw("{% flash_messages %}", messages=[said]))
    assert f'<div class="notice notice--{tone}" role="{role}">' in markup


def test_ended_route_tells_where_it_ended() -> None:
    ports = [
        Port("Submitted", "done"),
        Port("Triage", "now", "withdrawn"),
        Port("Outcome", "ahead"),
    ]
    assert words(draw("{% route ports ended=True %}", ports=ports)) == (
        "Submitted (done) Triage (ended here) withdrawn Outcome (not reached)"
    )


def test_tabs_mark_the_current_one_and_count_in_brick_only_what_needs_attention() -> None:
    tabs = [
        Tab("To triage", "?tab=a", 4, current=True, attention=True),
        Tab("With partners", "?tab=b", 11),
        Tab("Suggestions in", "?tab=c", 0, attention=True),
        Tab("All", "?tab=d"),
    ]
    markup = draw('{% tabs items label="Requests" %}', items=tabs)
    assert words(markup) == "To triage 4 With partners 11 Suggestions in 0 All"
    assert markup.count('aria-current="page"') == 1
    assert markup.count('class="badge"') == 1
    assert 'aria-label="Requests"' in markup


def test_lanes_speak_the_country_by_name() -> None:
    lane = Lane("ES", "ACCIÓ", "M. Puig", Chip("2 suggestions", "moss"), country_name="Spain")
    markup = draw("{% lanes items %}", items=[lane])
    assert '<span aria-hidden="true">ES</span>' in markup
    assert words(markup) == "ESSpain ACCIÓ M. Puig 2 suggestions"


def test_suggestion_tells_reasons_for_and_against_and_its_buttons_differ() -> None:
    suggestion = Suggestion(
        "Fundició Vallès SL",
        score=91,
        reasons=[Reason("speaks German"), Reason("no machining", in_favour=False)],
        actions=[Action("Shortlist", "/s/", method="post", about="Fundició Vallès SL")],
    )
    markup = draw("{% suggestion_card one %}{% endsuggestion_card %}", one=suggestion)
    assert 'aria-label="fits 91 of 100"' in markup
    assert 'stroke-dasharray="91 100"' in markup
    assert "against: no machining" in words(markup)
    assert "Shortlist: Fundició Vallès SL" in words(markup)


def test_what_people_wrote_is_shown_and_never_obeyed() -> None:
    hostile = "<script>x</script>{{ secret }}"
    suggestion = Suggestion(hostile, hostile, quotation=hostile, reasons=[Reason(hostile)])
    message = Message(hostile, hostile, datetime(2026, 11, 16, 9, tzinfo=UTC))
    markup = draw(
        "{% card title=title %}{% suggestion_card one %}{% endsuggestion_card %}"
        "{% thread messages recipients=title %}{% endcard %}{% handed_back typed %}",
        title=hostile, one=suggestion, messages=[message], typed=[Typed("a", "A", hostile)],
    )  # fmt: skip
    assert "<script" not in markup
    assert markup.count("{{ secret }}") == markup.count("&lt;/script&gt;") == 8


def test_a_post_action_carries_its_fields_and_a_fresh_key() -> None:
    action = Action("Take", "/take/", method="post", hidden=[("round", "2")])
    first, second = (draw("{% action action %}", action=action) for _ in range(2))
    assert '<input type="hidden" name="round" value="2">' in first
    keys = [re.search(SUBMIT_KEY_FIELD + r'" value="([^"]+)"', one) for one in (first, second)]
    assert len({key[1] for key in keys if key}) == 2


class Sample(forms.Form):
    """Fields of the kinds that differ in markup."""

    title = forms.CharField(help_text="In one line.")
    regions = forms.MultipleChoiceField(
        choices=[("ES51", "Catalunya")], widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(required=False)


def test_form_names_errors_at_the_field_and_in_a_summary_that_takes_the_focus() -> None:
    form = Sample({"note": "kept"})
    markup = plain(draw('{% form_panel form "Send" %}{% endform_panel %}', form=form))
    assert 'role="alert" tabindex="-1" autofocus' in markup
    assert '<a href="#id_title">Title</a>: This field is required.' in markup
    assert '<a href="#id_regions_group">Regions</a>: This field is required.' in markup
    assert 'aria-describedby="id_title_helptext id_title_error"' in markup
    assert 'id="id_title_error"' in markup
    assert re.search(r'<input[^>]*name="title"[^>]*aria-invalid="true"', markup)
    assert re.search(r'<fieldset[^>]*aria-describedby="id_regions_error"', markup)
    assert 'value="kept"' in markup
    assert "Note optional" in words(markup)


def test_form_that_comes_back_keeps_its_key() -> None:
    key = new_key()
    sent = Sample({SUBMIT_KEY_FIELD: key})
    assert f'value="{key}"' in draw("{% submit_key form %}", form=sent)
    forged = Sample({SUBMIT_KEY_FIELD: '"><b>'})
    assert "<b>" not in draw("{% submit_key form %}", form=forged)


def test_send_button_names_who_gets_it() -> None:
    markup = draw(
        '{% thread items recipients="A. Keller, BWI" form=form name="company" %}',
        items=[], form=Sample(),
    )  # fmt: skip
    assert "Send to A. Keller, BWI" in words(markup)
    assert 'name="company" value="send"' in markup


def test_table_headings_sort_both_ways_and_keep_the_rest_of_the_address() -> None:
    columns = [Column("Request", "title"), Column("Waiting", "waiting"), Column("Kind")]
    rows = [Row([Cell("Housings", url="/r/"), Cell("2 days"), Cell(chips=[Chip("Supplier")])])]
    request = RequestFactory().get("/desk/", {"tab": "triage", "sort": "waiting", "page": "3"})
    markup = draw(
        '{% data_table columns rows caption="Requests" %}',
        columns=columns, rows=rows, request=request,
    )  # fmt: skip
    assert markup.count("aria-sort") == 1
    assert 'aria-sort="ascending"' in markup
    assert 'href="?tab=triage&amp;sort=-waiting"' in markup
    assert 'href="?tab=triage&amp;sort=title"' in markup
    assert '<th role="rowheader" scope="row"' in markup


def test_table_refuses_rows_that_do_not_fit_its_columns() -> None:
    with pytest.raises(ValueError, match="zip"):
        draw('{% data_table c r caption="x" %}', c=[Column("A")], r=[Row([Cell("1"), Cell("2")])])


def test_pager_keeps_the_filters_and_ends_at_the_ends() -> None:
    request = RequestFactory().get("/desk/", {"tab": "all", "page": "1"})
    page = Paginator(range(30), 25).page(1)
    markup = draw('{% pager page line="sorted by age" %}', page=page, request=request)
    assert words(markup) == "25 of 30 · sorted by age Page 1 of 2 Next"
    assert 'href="?tab=all&amp;page=2"' in markup


def test_handed_back_text_can_be_sent_again_under_its_own_names() -> None:
    typed = [Typed("title", "Title", "Housings"), Typed(SUBMIT_KEY_FIELD, "", "k")]
    markup = render_to_string("503.html", {"typed": typed, "retry_url": "/requests/new/"})
    assert 'action="/requests/new/"' in markup
    assert re.search(r'<textarea[^>]*name="title"[^>]*>\s*Housings</textarea>', markup)
    assert f'name="{SUBMIT_KEY_FIELD}" value="k"' in markup


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "500.html", "503.html"])
def test_error_pages_need_nothing(name: str) -> None:
    assert "<h1>" in render_to_string(name)


def test_every_page_of_the_demo_says_what_is_invented() -> None:
    line = "everything else is invented."
    with override_settings(DEMO=True):
        assert line in render_to_string("503.html")
    with override_settings(DEMO=False):
        assert line not in render_to_string("503.html")


def test_days_and_moments_are_written_in_the_readers_way() -> None:
    entry = TimelineEntry("x", datetime(2026, 11, 16, 9, 12, tzinfo=UTC))
    source = "{{ day|short_day }} / {{ at|short_moment }} / {{ day|short_moment }}"
    with override_settings(TIME_ZONE="Europe/Berlin"):
        day = date(2026, 11, 2)
        assert draw(source, day=day, at=entry.at) == "2 Nov / 16 Nov, 10:12 / 2 Nov"
        with translation.override("de"):
            assert draw(source, day=day, at=entry.at) == "2. Nov. / 16. Nov., 10:12 / 2. Nov."


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Anna Keller", "AK"), ("Ūla van den Berg", "ŪB"), ("ACCIÓ", "A"), ("", "")],
)
def test_initials_are_first_and_last(name: str, letters: str) -> None:
    assert initials_of(name) == PersonCard(name).letters == letters


@pytest.mark.django_db
class TestStyleGuide:
    """The page that shows every component."""

    @override_settings(DEMO=True)
    def test_shows_every_component_tag(self, client: Client) -> None:
        from web.templatetags.components import register

        source = (PROJECT / "templates" / "styleguide.html").read_text()
        drawn_elsewhere = {
            "flash_messages", "hat_switch", "current_item", "field", "form_fields",
            "error_summary", "submit_key", "demo_line", "parts_of",
        }  # fmt: skip
        missing = {
            name for name in register.tags
            if name not in drawn_elsewhere and f"{{% {name} " not in source
            and f"{{% {name} %}}" not in source
        }  # fmt: skip
        assert missing == set()
        assert client.get("/styleguide/").status_code == 200

    @override_settings(DEMO=False, DEBUG=False)
    def test_is_not_there_in_production(self, client: Client) -> None:
        assert client.get("/styleguide/").status_code == 404
