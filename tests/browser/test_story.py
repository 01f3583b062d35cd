"""The main job: the story of the product, steps 1 to 8, with all its people.

In a real browser: web server, worker and beat are processes of their own, and the mails are those
that left by SMTP. And without one, in the process of the test (`plain`). At each step everybody
else's pages and mails are searched for what they must not know yet.
"""

from __future__ import annotations

import pytest

from tests.browser.acting import code_now
from tests.browser.acts import (
    day,
    deadlines,
    let_the_others_in,
    present_two,
    propose_three,
    register,
    submit,
)
from tests.browser.mails import Mail
from tests.browser.story import (
    ANNA,
    ANNAS_WORDS,
    BRIEF,
    BRIEF_TITLE,
    COMPANY,
    HOME,
    JANA,
    MONTSE,
    NEED,
    OUTSIDE,
    PASSWORD_OF_JANA,
    PROPOSED,
    TER,
    TITLE,
    Story,
    known,
)

pytestmark = pytest.mark.usefixtures("in_order")


def test_1_a_company_registers_and_submits(story: Story) -> None:
    """Step 1: its region decides which agency reads the request; its documents go with it."""
    jana = story.enter("jana", JANA, language="de-DE")
    register(story, jana, "Jana Maier")
    jana.fill(
        legal_name="Neckar Antriebe GmbH",
        country="DE",
        postcode="74072",
        city="Heilbronn",
        website="https://www.neckar.example",
    )
    jana.send()
    jana.reads("Neckar Antriebe GmbH", "Baden-Württemberg International")
    # Its agency has not admitted it yet: nothing that it typed stands in a mail.
    told = story.postbox.expect("desk@bwi.example", "/desk/companies/")
    assert "Neckar Antriebe GmbH" not in told.text
    story.reference = reference = submit(story, jana)
    assert reference == "KO-2026-00001"
    jana.reads(TITLE, NEED)
    story.pages["jana"] |= {"/requests/", f"/requests/{reference}/", "/notices/"}
    assert reference in story.postbox.expect(JANA, f"/requests/{reference}/").subject


def test_1_another_company_does_the_same_on_a_phone(story: Story) -> None:
    """Step 1 at 390 px, in another region: nothing of it reaches those of this story."""
    phone = story.enter("phone", "an@scheldekaai.example", phone=True)
    register(story, phone, "An Peeters")
    phone.fill(legal_name="Scheldekaai Pompen BV", country="BE", postcode="2000", city="Antwerpen")
    phone.send()
    phone.reads("Scheldekaai Pompen BV", "Flanders")
    assert submit(story, phone) == "KO-2026-00002"


def test_2_nobody_but_the_home_agency_hears_of_it(story: Story) -> None:
    """Step 2: the desk's inbox shows the new request; all others see nothing, not even that."""
    reference = story.reference
    anna = story.staff("anna", ANNA, "desk@bwi.example")
    let_the_others_in(story)
    for name, own in (("montse", "accio"), ("luca", "promos"), ("claire", "ara")):
        story.knows(name, own)
    story.know_nothing(OUTSIDE)
    anna.go("/desk/")
    anna.reads(TITLE, reference, "Neckar Antriebe GmbH")
    assert reference in story.postbox.expect(ANNA, "/desk/requests/").subject


def test_2_the_second_factor_is_asked_at_the_next_log_in(story: Story) -> None:
    """Anna logs out and in again: her password alone does not open the desk."""
    anna = story.people["anna"]
    anna.go("/accounts/logout/")
    anna.send()
    anna.log_in()
    assert anna.path == "/accounts/2fa/authenticate/"
    assert anna.status("/desk/") == 302
    anna.fill(code=code_now(anna.secret, ahead=1))
    anna.send()
    assert anna.path == "/desk/"


def test_2_anna_takes_it_and_asks(story: Story) -> None:
    """Step 2: one question back, on the phone one answer."""
    anna, jana = story.people["anna"], story.people["jana"]
    desk = f"/desk/requests/{story.reference}/"
    story.pages["anna"].add(desk)
    story.pages["coordinator"].add(desk)
    anna.go(desk)
    anna.press("take")
    mail = story.postbox.expect(JANA, "Anna Keller")
    jana.go(mail.link(f"/requests/{story.reference}/"))
    jana.reads("Anna Keller")
    anna.press("ask")
    anna.fill(text="Wem gehören die Werkzeuge?")
    anna.send()
    anna.note("Der jetzige Lieferant soll nichts erfahren.")
    story.postbox.expect(JANA, "/requests/")
    phone = story.enter("jana's phone", JANA, phone=True, language="de-DE")
    phone.log_in(PASSWORD_OF_JANA)
    phone.go(f"/requests/{story.reference}/")
    phone.reads("Wem gehören die Werkzeuge?")
    phone.press("answer")
    phone.fill(text="Alle sechs sind unser Eigentum.")
    phone.send()
    story.postbox.expect(ANNA, "/desk/requests/")
    anna.go(desk)
    anna.reads("Alle sechs sind unser Eigentum.")
    own = ("company", "its person", "its words", "question", "answer")
    story.knows("jana", *own, "its file")
    story.knows("coordinator", *own, "internal note")
    story.know_nothing(OUTSIDE)
    for name, agency in (("montse", "accio"), ("luca", "promos"), ("claire", "ara")):
        story.knows(name, agency)


def test_2_a_brief_that_names_the_company_is_refused(story: Story) -> None:
    """Step 2: the refusal shows where, and what was typed is still there."""
    anna = story.people["anna"]
    anna.go(f"/desk/requests/{story.reference}/qualify/")
    named = BRIEF + " The buyer is Neckar Antriebe in Heilbronn."
    anna.fill(title=BRIEF_TITLE, text=named, language="en", sectors="24.53; 25.62")
    anna.fill(languages=["de", "en"])
    anna.tick("documents")
    anna.send()
    assert "„Neckar Antriebe“" in anna.error("text")
    assert anna.fields("text") == {"text": named}
    assert anna.is_ticked("documents")
    story.knows("montse", "accio")
    anna.fill(text=BRIEF)
    anna.send()
    assert anna.path == f"/desk/requests/{story.reference}/"
    anna.reads(BRIEF_TITLE)
    story.postbox.expect(JANA, "/requests/")
    jana = story.people["jana"]
    jana.go(f"/requests/{story.reference}/")
    jana.reads(BRIEF_TITLE, BRIEF)
    story.knows("montse", "accio")


def test_3_anna_forwards_to_three_with_a_deadline_each(story: Story) -> None:
    """Step 3: the agencies of the regions asked for are proposed; the others are told nothing."""
    anna = story.people["anna"]
    anna.press("forward")
    due = deadlines(anna)
    assert len(due) == 3
    assert set(due) == {"2026-11-19", "2026-11-20"}
    anna.send()
    anna.reads("Promos Italia", "Auvergne-Rhône-Alpes Entreprises")
    mails: dict[str, Mail] = {}
    for name in ("montse", "luca", "claire"):
        mails[name] = story.postbox.expect(story.addresses[name][0], BRIEF_TITLE)
        page = mails[name].link("/desk/referrals/").removeprefix(story.portal.address)
        story.notes[name] = page
        story.pages[name].add(page)
    for name in ("montse", "luca", "claire"):
        for other in {"montse", "luca", "claire", "bremen"} - {name}:
            story.refused[other].add(story.notes[name])
        story.refused["anna"].add(story.notes[name])
    assert "2026" in mails["claire"].text
    story.postbox.expect(JANA, "/requests/")
    story.knows("montse", "accio", "brief", "valles", "bages")
    story.knows("luca", "promos", "brief")
    story.knows("claire", "ara", "brief")
    story.knows("jana", *COMPANY)
    story.know_nothing(OUTSIDE)
    # Bastien coordinates but is not on the desk: he sees the page, and gets no mail.
    story.pages["bastien"].add(story.notes["claire"])
    assert story.mails("bastien") == []


def test_4_a_partner_accepts_by_the_link_of_its_mail(story: Story) -> None:
    """Step 4: opening does nothing, the button accepts, again is the same; no log-in is needed."""
    to_luca = [one for one in story.mails("luca") if one.to == "advisor@promos.example"]
    # What came before tells of the second factor that was set up.
    mail = next(one for one in to_luca if BRIEF_TITLE in one.text)
    reader = story.enter("reader of luca's mail")
    reader.go(mail.link("/answer/"))
    address = story.notes["link of luca's mail"] = reader.path
    reader.reads("a•••@promos.example", BRIEF_TITLE)
    story.pages["reader of luca's mail"].add(address)
    story.knows("reader of luca's mail", "brief")
    anna = story.people["anna"]
    desk = f"/desk/requests/{story.reference}/"
    anna.go(desk)
    before = anna.lane("Promos Italia")
    reader.press("accept")
    assert reader.path == address
    assert not reader.offers("accept")
    reader.go(f"{story.portal.address}{address}accept/")
    assert reader.path == address
    story.postbox.expect(ANNA, "Promos Italia")
    anna.go(desk)
    assert anna.lane("Promos Italia") != before
    story.knows("montse", "accio", "brief", "valles", "bages")


def test_4_a_partner_proposes_two_found_ones_and_a_new_one(story: Story) -> None:
    """Step 4: Kontor searched Montse's own companies; the third was not in the portal yet."""
    montse, page = story.people["montse"], story.notes["montse"]
    montse.go(page)
    montse.press("accept")
    story.postbox.expect(ANNA, "ACCIÓ")
    content, headers = montse.download(montse.open_link("/requests/brief-documents/"))
    assert content.startswith(b"%PDF")
    assert not known(content.decode("latin-1") + headers)
    propose_three(montse, page)
    # Drafts are the partner's own.
    story.knows("anna", *HOME)
    assert story.postbox.to(TER) == []
    montse.press("answer")
    montse.send()
    story.postbox.expect(ANNA, "ACCIÓ")
    told = story.postbox.expect(TER, "/answer/")
    story.notes["ter"] = told.link("/answer/").removeprefix(story.portal.address)
    story.knows("montse", *MONTSE)
    story.knows("anna", *HOME, *PROPOSED)
    story.knows("luca", "promos", "brief")
    story.knows("claire", "ara", "brief")
    story.knows("jana", *COMPANY)
    ter = story.enter("ter", TER)
    story.pages["ter"].add(story.notes["ter"])
    # It hears who proposed it, and neither what is looked for nor by whom.
    assert ter.go(story.notes["ter"]) == 200
    story.knows("ter", "accio", "ter")


def test_4_another_partner_finds_nobody(story: Story) -> None:
    """Step 4: 'no candidate' without guilt, by the same link; the others hear nothing of it."""
    reader = story.people["reader of luca's mail"]
    reader.press("find_none")
    reader.tick("reason", "nobody_fits")
    reader.send()
    assert reader.path == story.notes["link of luca's mail"], reader.shown()
    story.postbox.expect(ANNA, "Promos Italia")
    story.knows("luca", "promos", "brief")
    story.knows("montse", *MONTSE)
    story.knows("jana", *COMPANY)


def test_5_the_late_partner_is_reminded_before_at_and_after_the_deadline(story: Story) -> None:
    """Step 5: beat and worker do it by themselves when the days come, each reminder once."""
    claire, desk = story.addresses["claire"]
    story.portal.set_clock(day(17))
    story.portal.set_clock(day(18))
    assert "/answer/" in story.postbox.expect(claire, BRIEF_TITLE).link("/answer/")
    story.postbox.expect(desk, BRIEF_TITLE)
    assert story.mails("bastien") == []
    story.portal.set_clock(day(20))
    story.postbox.expect(claire, BRIEF_TITLE)
    assert story.mails("bastien") == []
    story.portal.set_clock(day(24))
    story.postbox.expect(claire, BRIEF_TITLE)
    story.postbox.expect("coordinator@ara.example", "/desk/referrals/")
    assert "Auvergne-Rhône-Alpes" in story.postbox.expect(ANNA, "/desk/requests/").text
    # To Claire: the forwarding and three reminders.
    assert len(story.postbox.to(claire)) == 4


def test_5_after_the_deadline_it_expires_and_anna_decides(story: Story) -> None:
    """Step 5: Anna and the partner's coordinator hear of it; she extends, then recalls."""
    story.portal.set_clock(day(27))
    story.postbox.expect("coordinator@ara.example", "/desk/referrals/")
    story.postbox.expect(ANNA, "Auvergne-Rhône-Alpes")
    claire, anna = story.people["claire"], story.people["anna"]
    desk = f"/desk/requests/{story.reference}/"
    anna.go(desk)
    anna.open_lane("Auvergne-Rhône-Alpes Entreprises")
    story.pages["anna"].add(anna.path)
    anna.press("extend")
    anna.fill(due_on="2026-12-04")
    anna.send()
    again = story.postbox.expect(claire.email, "/answer/")
    anna.press("recall")
    anna.fill(words="Zwei gute Vorschläge liegen vor, danke.")
    anna.send()
    story.postbox.expect(claire.email, "/desk/referrals/")
    claire.go(story.notes["claire"])
    claire.reads("Zwei gute Vorschläge liegen vor, danke.")
    assert known(claire.everything([story.notes["claire"]])) == {"ara"}
    reader = story.enter("reader of claire's mail")
    assert reader.go(again.link("/answer/")) == 410
    story.knows("bastien", "ara", "brief")
    story.knows("jana", *COMPANY)
    story.knows("luca", "promos", "brief")


def test_6_anna_sets_one_aside_and_presents_two(story: Story) -> None:
    """Step 6: the partner reads why; the company sees cards without names."""
    anna, montse = story.people["anna"], story.people["montse"]
    desk = f"/desk/requests/{story.reference}/"
    anna.go(desk)
    anna.press("set_aside", "quick with first samples")
    anna.tick("reason", "no_capacity")
    anna.fill(words="Without a leak test it does not fit.")
    anna.send()
    story.postbox.expect(montse.email, "/desk/referrals/")
    present_two(anna, desk)
    story.postbox.expect(JANA, "/requests/")
    phone = story.people["jana's phone"]
    phone.go(f"/requests/{story.reference}/")
    assert phone.cards() == 2
    story.knows("jana", *COMPANY, *ANNAS_WORDS)
    story.knows("anna", *HOME, *PROPOSED, *ANNAS_WORDS, "why set aside")
    story.knows("montse", *MONTSE, "why set aside")
    story.knows("luca", "promos", "brief")
    story.knows("ter", "accio", "ter")
    story.know_nothing(OUTSIDE)


def test_7_the_company_chooses_one_and_passes_the_other(story: Story) -> None:
    """Step 7: on the phone; still no name has crossed a border."""
    phone = story.people["jana's phone"]
    phone.press("choose", "zweite Schicht")
    phone.send()
    phone.press("pass", "elf Jahre Lieferant")
    phone.tick("reason", "price")
    phone.fill(words="Die Fracht frisst den Preis.")
    phone.send()
    for about in ("/desk/referrals/", "/desk/referrals/"):
        story.postbox.expect("advisor@accio.example", about)
        story.postbox.expect(ANNA, "ACCIÓ")
    asked = story.postbox.expect(TER, BRIEF_TITLE)
    assert asked.link("/answer/").endswith(story.notes["ter"])
    story.knows("ter", "accio", "ter", "brief")
    story.knows("montse", *MONTSE, "why set aside", "why passed")
    story.knows("jana", *COMPANY, *ANNAS_WORDS, "why passed")
    story.knows("luca", "promos", "brief")


def test_8_the_candidate_agrees_by_link(story: Story) -> None:
    """Step 8: agency and advisor hear of the yes; the names stay where they are."""
    ter = story.people["ter"]
    ter.go(story.notes["ter"])
    ter.reads(BRIEF_TITLE)
    ter.press("agree")
    ter.send()
    story.postbox.expect(ANNA, "ACCIÓ")
    story.postbox.expect("advisor@accio.example", "/desk/referrals/")
    story.knows("ter", "accio", "ter", "brief")
    story.knows("jana", *COMPANY, *ANNAS_WORDS, "why passed")
    story.knows("anna", *HOME, *PROPOSED, *ANNAS_WORDS, "why set aside", "why passed")
    story.knows("montse", *MONTSE, "why set aside", "why passed")


def test_8_both_get_each_others_contact_data_by_mail(story: Story) -> None:
    """Step 8: only now, and only the two sides of this introduction."""
    anna = story.people["anna"]
    anna.go(f"/desk/requests/{story.reference}/")
    anna.press("introduce")
    anna.fill(words="Videogespräch am Montag um zehn, ich lade beide ein.")
    anna.send()
    to_jana = story.postbox.expect(JANA, "Foneria Alt Ter SL")
    assert "Núria Casals" in to_jana.text
    assert TER in to_jana.text
    assert "Videogespräch am Montag" in to_jana.text
    to_ter = story.postbox.expect(TER, "Neckar Antriebe GmbH")
    assert "Jana Maier" in to_ter.text
    assert JANA in to_ter.text
    story.postbox.expect("advisor@accio.example", "/desk/referrals/")
    phone = story.people["jana's phone"]
    phone.go(f"/requests/{story.reference}/")
    phone.reads("Foneria Alt Ter SL", "Núria Casals")
    story.knows("jana", *COMPANY, *ANNAS_WORDS, "why passed", "ter", "its contact", "next step")
    story.knows(
        "anna",
        *(*HOME, *PROPOSED, *ANNAS_WORDS, "why set aside", "why passed"),
        *("ter", "its contact", "next step"),
    )
    story.knows("ter", "accio", "ter", "brief", "company", "its person", "next step")
    story.knows("montse", *MONTSE, "why set aside", "why passed", "company", "its person")
    story.knows("luca", "promos", "brief")
    story.knows("bastien", "ara", "brief")
    story.know_nothing(OUTSIDE)
    subjects = "\n".join(mail.subject for mail in story.postbox.mails)
    assert known(subjects) == set()
    assert known(story.portal.logs()) == set()
    story.leave()
