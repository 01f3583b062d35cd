"""What the people of the story do in several steps of it, or in many small ones."""

from __future__ import annotations

from datetime import datetime

from tests.browser.acting import Acting
from tests.browser.story import FIRST_DAY, NEED, PASSWORD_OF_JANA, TER, TITLE, Story, drawing


def register(story: Story, person: Acting, name: str) -> None:
    """Registration, the mail's link, the company with its postcode."""
    person.go("/")
    person.go("/accounts/signup/")
    person.fill(
        name=name, email=person.email, password1=PASSWORD_OF_JANA, password2=PASSWORD_OF_JANA
    )
    person.send()
    mail = story.postbox.expect(person.email, "/accounts/confirm-email/")
    person.go(mail.link("/accounts/confirm-email/"))
    person.send()
    person.log_in(PASSWORD_OF_JANA)
    assert person.path == "/company/new/"


def submit(story: Story, person: Acting) -> str:
    """From an empty page to a submitted request, in steps; the request's number."""
    person.go("/requests/new/")
    person.fill(kind="supplier", title=TITLE, text=NEED, language="de")
    person.send()
    assert person.address.endswith("?step=where")
    draft = person.path
    person.tick("regions", "ES51", "ITC4", "FRK")
    person.fill(sectors="24.53")
    person.send()
    person.fill(quantities="48.000 Stück im Jahr", languages=["de", "en"])
    person.press("documents")
    person.attach("upload", "Gehaeusezeichnung.pdf", drawing())
    person.send()
    person.reads("Gehaeusezeichnung.pdf")
    # What was typed before the document was added is still there.
    assert person.fields("quantities") == {"quantities": "48.000 Stück im Jahr"}
    person.send()
    assert person.address.endswith(f"{draft}?step=check")
    person.reads(TITLE, "Gehaeusezeichnung.pdf")
    person.press("submit")
    person.send()
    return person.path.split("/")[-2]


def day(number: int, month: int = 11) -> datetime:
    """Nine in the morning of a day of the story."""
    return FIRST_DAY.replace(month=month, day=number)


def let_the_others_in(story: Story) -> None:
    """Everybody else takes a seat; those outside ask for the request by its number, in vain."""
    story.staff("montse", "advisor@accio.example", "desk@accio.example")
    story.staff("luca", "advisor@promos.example", "desk@promos.example")
    story.onlooker("coordinator", "coordinator@bwi.example")
    story.onlooker("claire", "advisor@ara.example", "desk@ara.example")
    story.onlooker("bastien", "coordinator@ara.example")
    story.onlooker("bremen", "advisor@bremen.example", "desk@bremen.example")
    story.onlooker("secretariat", "secretariat@kontor.example")
    story.pages["secretariat"] |= {"/placements/", "/admin/"}
    stranger = story.enter("stranger", "m.serra@fundicio-valles.example")
    others = ("montse", "luca", "claire", "bastien", "bremen")
    for name in others:
        story.refused[name].add(f"/desk/requests/{story.reference}/")
    story.refused["secretariat"].add(f"/desk/requests/{story.reference}/")
    stranger.everything([f"/requests/{story.reference}/"], expect=302)


def propose_three(montse: Acting, page: str) -> None:
    """Two that Kontor found, with reasons, and one that it does not know yet."""
    for company, words in (
        ("Fundició Vallès SL", "Casts on presses from 200 to 1,100 tonnes, speaks German."),
        ("Bages Metall Injectat SL", "Smaller, but very quick with first samples."),
    ):
        montse.go(page)
        assert montse.reasons(company) >= 2
        montse.follow(r"/propose/[0-9a-f-]{36}/$", company)
        montse.fill(words=words)
        montse.send()
    montse.go(page)
    montse.follow("/propose/new/$")
    montse.fill(
        legal_name="Foneria Alt Ter SL",
        country="ES",
        city="Ripoll",
        website="https://www.foneria-ter.example",
        sectors="24.53",
        name="Núria Casals",
        email=TER,
        language="en",
        words="A young foundry, starting a second shift.",
    )
    montse.tick("may_be_proposed")
    montse.send()


def present_two(anna: Acting, desk: str) -> None:
    """Shortlist what is left, and present it in words for the company."""
    for words in ("presses from 200 to 1,100", "starting a second shift"):
        anna.go(desk)
        anna.press("shortlist", words)
    anna.go(desk)
    anna.press("present")
    for name, words in anna.fields("words_").items():
        valles = "presses" in words
        anna.fill(
            **{name: "Seit elf Jahre Lieferant." if valles else "Baut eine zweite Schicht auf."}
        )
    texts = set(anna.fields("words_").values())
    assert len(texts) == 2
    anna.send()


def deadlines(anna: Acting) -> list[str]:
    """The dates beside the agencies that are ticked."""
    return [
        day
        for name, day in anna.fields("due_").items()
        if anna.is_ticked(name.replace("due_", "ask_"))
    ]
