"""Templates are laid out by a rule that shows nowhere but in the file."""

from __future__ import annotations

import pytest

from scripts import format_templates
from scripts.format_templates import TEMPLATES, WIDTH, layout

ONE_TAG_A_LINE = """\
{% load i18n %}
<section class="card">
  {% if title %}
    <h2>{{ title }}</h2>
  {% endif %}
  {% for one in actions %}
    {% field one %}
  {% empty %}
    <p>{% translate "Nothing." %}</p>
  {% endfor %}
</section>
"""


def test_each_tag_has_a_line_indented_by_what_holds_it() -> None:
    assert layout("".join(line.strip() for line in ONE_TAG_A_LINE.splitlines())) == ONE_TAG_A_LINE
    assert layout(ONE_TAG_A_LINE) == ONE_TAG_A_LINE


@pytest.mark.parametrize(
    "line",
    [
        # A space before the full stop, between the words, behind the last of them would be read.
        "<p>{{ name }}{% if town %}, {{ town }}{% endif %}.</p>",
        "<p>{% for word in words %}<b>{{ word }}</b>{% endfor %}</p>",
        "<p>One{% if more %}{% chip more %}{% else %}{% chip less %}{% endif %}two</p>",
        "<p><b>One</b><b>two</b></p>",
        # What describes a term shows the ends of its lines.
        "<dd>{% if url %}<a>{{ value }}</a>{% else %}{{ value }}{% endif %}</dd>",
        # What people read in these stands as it is written.
        '<textarea name="text">{% if text %}{{ text }}{% endif %}</textarea>',
        "{% blocktranslate %}One <b>two</b>{% if %}{% endblocktranslate %}",
        "{% block title %}{{ title }} {{ town }}{% endblock %}",
    ],
)
def test_no_space_is_put_where_it_would_be_read(line: str) -> None:
    assert layout(f"{line}\n") == f"{line}\n"


def test_what_stands_in_boxes_is_broken_though_it_is_written_in_line() -> None:
    buttons = '<p class="buttons">{% for one in actions %}{% action one %}{% endfor %}</p>'
    assert layout(buttons).splitlines() == [
        '<p class="buttons">',
        "  {% for one in actions %}",
        "    {% action one %}",
        "  {% endfor %}",
        "</p>",
    ]


def test_the_attributes_of_a_tag_that_is_too_long_stand_below_one_another() -> None:
    address = "a" * WIDTH
    long = f'<a href="{address}"{{% if here %}} aria-current="page"{{% endif %}}>{{{{ name }}}}</a>'
    laid_out = layout(f"<li>{long}</li>")
    assert laid_out.splitlines() == [
        "<li>",
        "  <a",
        f'    href="{address}"',
        '    {% if here %}aria-current="page"{% endif %}',
        "  >{{ name }}</a>",
        "</li>",
    ]
    assert layout(laid_out) == laid_out


def test_a_long_text_is_broken_between_its_words() -> None:
    text = f"{'word ' * 60}{{{{ name }}}}"
    opened, *lines, closed = layout(f"<p>{text}</p>").splitlines()
    assert (opened, closed) == ("<p>", "</p>")
    assert " ".join(line.strip() for line in lines) == text
    assert [len(line) for line in lines[:-1]] == [len("  " + "word " * 23) - 1] * 2
    assert len(lines) == 3


def test_a_template_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot read"):
        layout("<section><p class='one></section>")


def test_the_check_fails_for_a_template_that_is_not_laid_out(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = TEMPLATES.parent.joinpath(str(tmp_path), "templates")
    folder.mkdir()
    page = folder / "page.html"
    page.write_text("<div><p>One</p></div>")
    monkeypatch.setattr(format_templates, "TEMPLATES", folder)
    assert format_templates.main(["--check"]) == 1
    assert capsys.readouterr().out == "templates/page.html\n"
    assert page.read_text() == "<div><p>One</p></div>"
    assert format_templates.main([]) == 0
    assert page.read_text() == "<div>\n  <p>One</p>\n</div>\n"
    assert format_templates.main(["--check"]) == 0
