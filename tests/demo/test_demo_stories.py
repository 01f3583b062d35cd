"""Each script of the demo follows the workflow to the state that it claims."""

from __future__ import annotations

import pytest

from cooperation_requests import enums
from network import regions
from tests.demo.reading import Row, agencies, companies, requests


class Story:
    """A small walk through a script after the network's workflow: what may follow what."""

    REQUEST: dict[str, tuple[set[str], str]] = {
        "take": ({"submitted"}, "in_triage"),
        "assign": ({"submitted"}, "in_triage"),
        "ask": ({"in_triage"}, "needs_information"),
        "answer": ({"needs_information"}, "in_triage"),
        "qualify": ({"in_triage"}, "qualified"),
        "decline": ({"submitted", "in_triage", "needs_information"}, "declined"),
        "reopen": ({"closed", "declined"}, "in_triage"),
        "close": (
            {"needs_information", "qualified", "with_partners", "presented", "introduced"},
            "closed",
        ),
        "withdraw": (
            {
                *("submitted", "in_triage", "needs_information", "qualified", "with_partners"),
                "presented",
            },
            "withdrawn",
        ),
    }
    FORWARDED = {"with_partners", "presented", "introduced"}
    WAITING = {"sent", "accepted"}
    SUGGESTION: dict[str, tuple[set[str], str]] = {
        "shortlist": ({"submitted", "set_aside"}, "shortlisted"),
        "set_aside": ({"submitted", "shortlisted"}, "set_aside"),
        "choose": ({"presented", "not_interested"}, "interested"),
        "pass": ({"presented", "interested"}, "not_interested"),
    }

    def __init__(self, request: Row) -> None:
        self.request = request
        self.market = request["kind"] == "market_information"
        self.state = "draft"
        self.referrals: dict[str, str] = {}
        self.suggestions: dict[tuple[str, str], str] = {}
        self.agreed: set[tuple[str, str]] = set()

    def play(self) -> str:
        for step in self.request["script"]:
            verb = step["verb"]
            if verb in self.REQUEST:
                before, after = self.REQUEST[verb]
                assert self.state in before, step
                self.state = after
            else:
                getattr(self, f"do_{verb}")(step)
        return self.state

    def _referral(self, step: Row, allowed: set[str]) -> str:
        assert self.state in self.FORWARDED
        assert self.referrals[step["agency"]] in allowed, step
        return str(step["agency"])

    def do_start(self, step: Row) -> None:
        assert self.state == "draft"

    def do_submit(self, step: Row) -> None:
        assert self.state == "draft"
        self.state = "submitted"

    def do_revise(self, step: Row) -> None:
        assert self.state in {"qualified", *self.FORWARDED}

    def do_forward(self, step: Row) -> None:
        assert self.state in {"qualified", *self.FORWARDED}
        self.state = "with_partners" if self.state == "qualified" else self.state
        for slug in step["to"]:
            assert slug != self.request["agency"]
            assert slug not in self.referrals
            served = agencies()[slug]["regions"]
            assert any(
                regions.is_within(wished, own) or regions.is_within(own, wished)
                for wished in self.request["target_regions"]
                for own in served
            )
            self.referrals[slug] = "sent"

    def do_accept(self, step: Row) -> None:
        self.referrals[self._referral(step, {"sent"})] = "accepted"

    def do_ask_back(self, step: Row) -> None:
        self._referral(step, self.WAITING)

    do_reply = do_extend = do_ask_back

    def do_propose(self, step: Row) -> None:
        slug = self._referral(step, {*self.WAITING, "answered", "no_candidate"})
        assert ("company" in step) != ("new_company" in step)
        key = step["company"] if "company" in step else step["new_company"]["key"]
        if "company" in step:
            assert companies()[key]["agency"] == slug
        else:
            assert step["new_company"]["word"]
            own = agencies()[slug]["regions"]
            assert regions.deepest_match(step["new_company"]["region"], own) is not None
        assert (slug, key) not in self.suggestions
        self.suggestions[slug, key] = "draft"

    def do_answer_referral(self, step: Row) -> None:
        slug = self._referral(step, {*self.WAITING, "no_candidate"})
        mine = [pair for pair, state in self.suggestions.items() if pair[0] == slug]
        assert bool(step.get("words")) if self.market else mine
        self.referrals[slug] = "answered"
        self.suggestions |= dict.fromkeys(mine, "submitted")

    def do_find_none(self, step: Row) -> None:
        assert step["reason"] in enums.NoneReason.values
        self.referrals[self._referral(step, self.WAITING)] = "no_candidate"

    def do_decline_referral(self, step: Row) -> None:
        assert step["reason"] in enums.PartnerDeclineReason.values
        assert ("other_body" in step) == (step["reason"] == "other_body")
        self.referrals[self._referral(step, self.WAITING)] = "declined"

    def _suggestion(self, step: Row) -> None:
        assert self.state in self.FORWARDED
        slug, key = step["suggestion"]
        before, after = self.SUGGESTION[step["verb"]]
        assert self.suggestions[slug, key] in before
        self.suggestions[slug, key] = after

    do_shortlist = do_set_aside = do_choose = do_pass = _suggestion

    def do_present(self, step: Row) -> None:
        assert self.state in self.FORWARDED
        if self.market:
            assert set(step["words"]) == set(step["answers"])
            assert {self.referrals[slug] for slug in step["answers"]} == {"answered"}
        else:
            pairs = [(slug, key) for slug, key in step["suggestions"]]
            assert {self.suggestions[pair] for pair in pairs} == {"shortlisted"}
            assert set(step["words"]) == {key for _slug, key in pairs}
            self.suggestions |= dict.fromkeys(pairs, "presented")
        self.state = "presented" if self.state != "introduced" else self.state

    def do_agree(self, step: Row) -> None:
        slug, key = step["suggestion"]
        assert self.suggestions[slug, key] == "interested"
        self.agreed.add((slug, key))

    def do_introduce(self, step: Row) -> None:
        slug, key = step["suggestion"]
        assert self.state in {"presented", "introduced"}
        assert self.suggestions[slug, key] == "interested"
        assert (slug, key) in self.agreed
        assert set(step["words"]) == {"company", "candidate"}
        self.suggestions[slug, key] = "introduced"
        self.state = "introduced"

    def do_write(self, step: Row) -> None:
        assert step["thread"] in enums.Thread.values
        assert ("agency" in step) == (step["thread"] == "referral")
        assert step.get("agency") in {None, *self.referrals}


@pytest.mark.parametrize("key", requests())
def test_script_follows_the_workflow_to_the_state_it_claims(key: str) -> None:
    assert Story(requests()[key]).play() == requests()[key]["state"]


@pytest.mark.parametrize("key", requests())
def test_script_runs_forward_in_time_and_gives_known_reasons(key: str) -> None:
    reasons = {
        "decline": enums.DeclineReason,
        "close": enums.CloseReason,
        "withdraw": enums.WithdrawReason,
        "set_aside": enums.SetAsideReason,
        "pass": enums.PassReason,
    }
    script = requests()[key]["script"]
    days = [step["days_ago"] for step in script]
    assert days == sorted(days, reverse=True)
    assert days[-1] >= 1
    for step in script:
        if step["verb"] in reasons:
            assert step["reason"] in reasons[step["verb"]].values


@pytest.mark.parametrize("key", requests())
def test_a_company_without_account_speaks_through_its_advisor(key: str) -> None:
    row = requests()[key]
    spoken = [
        step
        for step in row["script"]
        if step["verb"] in {"submit", "answer", "choose", "pass", "withdraw"}
    ]
    by_advisor = not companies()[row["company"]]["has_account"]
    assert {"on_behalf" in step for step in spoken} <= {by_advisor}
    assert {step.get("on_behalf") for step in spoken} <= {None, "telephone", "e-mail"}


def test_the_main_story_stands_at_its_fifth_step() -> None:
    story = Story(requests()["neckar-housings"])
    assert story.play() == "with_partners"
    assert story.referrals == {
        "accio": "answered",
        "promos-italia": "answered",
        "auvergne-rhone-alpes-entreprises": "sent",
    }
    assert story.suggestions == {
        ("accio", "fundicio-valles"): "submitted",
        ("accio", "bages"): "submitted",
        ("promos-italia", "presofusione-brianza"): "submitted",
    }


def test_some_partners_are_late() -> None:
    """Ten working days to answer, five more until the clock gives up."""
    late: dict[str, int] = {}
    for key, request in requests().items():
        story = Story(request)
        story.play()
        for step in request["script"]:
            for slug in step.get("to", []) if step["verb"] == "forward" else []:
                if request["state"] in Story.FORWARDED and story.referrals[slug] in Story.WAITING:
                    late[f"{key} {slug}"] = step["days_ago"]
    assert {name for name, days in late.items() if 10 < days <= 15} == {
        "neckar-housings auvergne-rhone-alpes-entreprises",
        "murgleiter-spain accio",
    }
    assert {name for name, days in late.items() if days > 15} == {
        "emporda-distributors promos-italia",
        "lesum-flax flanders",
        "weserwind-baltic flanders",  # extended
    }
