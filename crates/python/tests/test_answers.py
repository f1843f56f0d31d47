"""Questions about one situation."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess

import nflwp as wp
import pytest

SITUATION = "4th and 2 at the opp 35, down 3, 2:10 left in Q4"


def test_a_prediction_has_its_interval_and_what_was_understood() -> None:
    p = wp.predict(SITUATION)
    assert p.lower is not None and p.upper is not None
    assert 0 < p.lower < p.wp < p.upper < 1
    assert p.level == 0.9 and float(p) == p.wp
    assert p.situation["down"] == 4 and p.situation["yardline_100"] == 35
    assert {item["field"] for item in p.understood} >= {"down", "score"}
    assert repr(p).startswith("Prediction(0.") and "–" in repr(p)
    assert repr(p).endswith(", the team with the ball)") and p.moment == "scrimmage"
    kick = wp.predict("kickoff, down 3, 1:20 left in Q4")
    assert (kick.team, kick.moment) == ("the kicking team", "kickoff")
    assert "the kicking team, before the kickoff" in kick._repr_html_()
    assert "<svg" in p._repr_html_()


def test_words_and_keys_and_mappings_are_one_question() -> None:
    p = wp.predict(SITUATION)
    assert wp.predict("4&2 opp35 -3 Q4 2:10") == wp.predict("4&2 opp35 -3 Q4 2:10")
    assert wp.predict("4&2 opp35 -3 Q4 2:10").wp == p.wp
    assert wp.predict(p.situation).wp == p.wp


def test_a_higher_level_is_a_wider_interval() -> None:
    narrow, wide = wp.predict(SITUATION, level=0.5), wp.predict(SITUATION, level=0.99)
    assert narrow.wp == wide.wp
    assert wide.lower < narrow.lower and narrow.upper < wide.upper  # type: ignore[operator]
    with pytest.raises(ValueError, match="level"):
        wp.predict(SITUATION, level=1.5)


def test_overtime_tells_wins_ties_and_losses() -> None:
    p = wp.predict("1st and 10 at the own 30, tied, 8:10 left in OT, first possession, season 2016")
    assert p.win is not None and p.tie is not None and p.loss is not None
    assert p.win + p.tie + p.loss == pytest.approx(1, abs=1e-6)
    assert p.wp == pytest.approx(p.win + p.tie / 2, abs=1e-6)


def test_fourth_downs_name_the_best_choice_first() -> None:
    d = wp.fourth_down(SITUATION)
    assert d.best == d.options[0].name == "go"
    assert d.go is not None and d.field_goal is not None and d.punt is not None
    assert d.go.wp == max(o.wp for o in d.options)
    assert d.go.lower < d.go.wp < d.go.upper  # type: ignore[operator]
    assert sum(end["p"] for end in d.go.ends) == pytest.approx(1, abs=1e-6)
    assert "<table" in d._repr_html_() and "go" in repr(d)
    assert wp.fourth_down("4th and 1 at the opp 1, tied, 5:00 left in Q2").option("punt") is None
    with pytest.raises(ValueError, match="fourth|4th"):
        wp.fourth_down("1st and 10 at the opp 35, down 3, 2:10 left in Q4")


def test_tries_kickoffs_timeouts_and_finishes() -> None:
    two = wp.two_point("down 8 after a touchdown, 6:00 left in Q4")
    assert {o.name for o in two.options} == {"go for two", "kick"}
    assert two.after["two"] > two.after["one"] > two.after["none"]
    assert 0 < two.conversion["two"] < two.conversion["kick"] < 1

    kick = wp.kickoff("down 3, 1:50 left in Q4, no timeouts to 2, season 2023")
    assert kick.season == 2023 and 0 < kick.recovery < 0.5 and "<table" in kick._repr_html_()

    worth = wp.timeout(
        "2nd and 7 at the own 40, down 4, 1:50 left in Q4, 2 timeouts to 1", n=500
    )
    assert (worth.team.timeouts, worth.opponent.timeouts, worth.games) == (2, 1, 500)
    assert worth.team.gain_lower < worth.team.gain < worth.team.gain_upper
    assert worth.team.standard_error > 0 and wp.timeout(
        "2nd and 7 at the own 40, down 4, 1:50 left in Q4, 2 timeouts to 1"
    ).games is None
    assert "points" in repr(worth) and "<table" in worth._repr_html_()

    ends = wp.simulate("1st and 10 at the own 25, tied, 15:00 left in Q1", 400)
    assert ends.games == sum(ends.margins.values()) == 400
    assert ends.win + ends.tie + ends.loss == pytest.approx(1)
    assert wp.simulate("1st and 10 at the own 25, tied, 15:00 left in Q1", 400) == ends
    assert "<table" in ends._repr_html_()
    with pytest.raises(ValueError, match="at least 1"):
        wp.simulate("1st and 10 at the own 25, tied, 15:00 left in Q1", 0)


def test_what_is_not_understood_is_quoted_with_a_hint() -> None:
    with pytest.raises(ValueError, match=r"Eagles(.|\n)*hint: "):
        wp.predict("4th and 2 at the Eagles' 34, down 3, 2:10 left in Q4")
    with pytest.raises(ValueError, match="hint"):
        wp.predict("5th and 2 at the opp 34, down 3, 2:10 left in Q4")
    with pytest.raises(TypeError, match="words or a mapping"):
        wp.predict(4)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="nflwp.Model"):
        wp.predict(SITUATION, model="wp.model")  # type: ignore[arg-type]


def test_answers_are_values() -> None:
    d = wp.fourth_down(SITUATION)
    assert pickle.loads(pickle.dumps(d)) == d == copy.deepcopy(d)
    with pytest.raises(AttributeError):
        d.best = "punt"  # type: ignore[misc]


def test_the_command_says_the_same(command: str) -> None:
    said = subprocess.run(
        [command, "predict", "--situation", SITUATION, "--json"],
        check=True,
        capture_output=True,
    )
    answer, p = json.loads(said.stdout), wp.predict(SITUATION)
    assert (answer["wp"], answer["lower"], answer["upper"]) == (p.wp, p.lower, p.upper)
