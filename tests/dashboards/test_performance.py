"""The Performance page, over the small published file: whom to help, what proves it, and what must not be ranked."""

from datetime import date

import pandas as pd
import pytest

from dashboards import marts
from dashboards.kpis import totals
from dashboards.performance import (
    arithmetic,
    breakdown,
    drawn,
    found,
    measures,
    reviews,
    scorecards,
    sums,
    units,
)
from dashboards.view import View
from pipelines.settings import load_settings
from pipelines.workspace import open_workspace
from tests.dashboards.test_pages import ATTACK, open_page, text_of
from tests.dashboards.test_topics import links_of

TABS = ["KPIs", "Quality", "Agents and teams", "Coaching", "What moves satisfaction"]


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_is_drawn_without_an_error(shown, published, tab):
    shown(published)

    app = open_page("performance", tab=tab)

    assert not app.exception
    assert "1 of 5 agents would gain from coaching." in text_of(app)


@pytest.mark.parametrize("tab", TABS)
def test_where_nothing_is_known_of_handling_every_tab_says_so_with_the_next_step(shown, altered, tab):
    emptied = ["criterion", "contact_criterion", "quality_daily", "quality_to_review", "unit", "unit_measure"]
    emptied += [
        "load_association",
        "satisfaction_driver",
        "reason_impact",
        "coaching_focus",
        "coaching_example",
        "contact_daily",
    ]
    shown(altered("; ".join(f"delete from marts.{table}" for table in emptied)))

    app = open_page("performance", tab=tab)

    assert not app.exception
    assert "voc-empty" in text_of(app)


@pytest.mark.parametrize("tab", TABS)
def test_markup_in_what_is_said_of_handling_comes_out_as_text(shown, altered, tab):
    shown(
        altered(f"""
            update marts.criterion set criterion_label = $${ATTACK}$$, definition = $${ATTACK}$$;
            update marts.unit set unit_label = $${ATTACK}$$, team_label = $${ATTACK}$$;
            update marts.coaching_focus set agent_label = $${ATTACK}$$, criterion_label = $${ATTACK}$$;
            update marts.coaching_example set text = $${ATTACK}$$, example_agent_label = $${ATTACK}$$;
            update marts.coaching_session set note = $${ATTACK}$$;
            update marts.satisfaction_driver set factor_label = $${ATTACK}$$;
            update marts.reason_impact set reason_label = $${ATTACK}$$;
            update marts.kpi set kpi_label = $${ATTACK}$$, definition = $${ATTACK}$$;
        """)
    )

    app = open_page("performance", tab=tab)

    assert not app.exception
    assert "<img src=x" not in text_of(app)


# ------------------------------------------------------------------------------------------------------------- quality


def test_the_criterion_met_least_often_is_said_with_its_interval_and_what_people_do_not_confirm_is_set_aside(
    shown, published
):
    shown(published)

    said = text_of(open_page("performance", tab="Quality"))

    assert "“Summary” is met least often: in 50 % of 560 contacts where it applies (46 to 54 %)" in said
    assert "Empathy: not to be used for decisions; kappa 0.34 (0.08 to 0.60) in 52 reviews." in said


def test_a_criterion_that_applied_to_few_is_not_called_the_weakest():
    criteria = pd.DataFrame(
        {
            "criterion_code": ["greeting", "summary"],
            "criterion_label": ["Greeting", "Summary"],
            "weight": [1.0, 2.5],
            "kappa": [0.8, None],
            "kappa_low": [0.6, None],
            "kappa_high": [0.9, None],
            "is_trusted": [True, None],
        }
    )
    counts = pd.DataFrame(
        {
            "criterion_code": ["greeting", "summary"],
            "met_count": [90, 1],
            "n": [100, 12],
            "met_count_before": [40, 0],
            "n_before": [80, 0],
        }
    )

    rated = scorecards.rated(criteria, counts, is_comparable=True)

    assert rated["is_few"].tolist() == [False, True]
    assert rated["met"].tolist() == ["90 %", "too few"]
    assert rated["change"].tolist() == ["+40 points", "–"]
    assert rated["use"].tolist() == ["people agree", "too few reviews to say"]
    assert scorecards.said.weakest(rated).startswith("“Greeting” is met least often: in 90 % of 100 contacts")


def test_a_persons_verdict_is_kept_and_the_next_check_is_shown(shown, published):
    shown(published)
    app = open_page("review", tab="Quality calibration")
    assert "20 checks left." in text_of(app)
    first = marts.ask("from marts.quality_to_review order by place limit 1").iloc[0]

    app.button(key=f"review-not_met-{first['contact_id']}-{first['criterion_code']}").click().run()

    assert not app.exception
    assert "19 checks left. 1 verdict of people so far" in text_of(app)
    with open_workspace(load_settings()) as workspace:
        kept = workspace.quality_reviews().iloc[0]
    assert (kept["contact_id"], kept["criterion_code"], kept["verdict"]) == (
        first["contact_id"],
        first["criterion_code"],
        "not_met",
    )


def test_a_check_that_is_put_off_comes_last():
    rows = pd.DataFrame({"contact_id": ["a", "b", "c"], "criterion_code": ["empathy"] * 3})
    written = pd.DataFrame({"contact_id": ["b"], "criterion_code": ["empathy"]})

    import streamlit as st

    st.session_state["reviews-later"] = [("a", "empathy")]

    assert reviews.left_over(rows, written)["contact_id"].tolist() == ["c", "a"]


# ---------------------------------------------------------------------------------------------------- agents and teams


def test_an_imbalance_is_named_in_a_sentence_and_a_long_time_that_resolves_is_balanced(shown, published):
    shown(published)

    said = text_of(open_page("performance", tab="Agents and teams"))

    assert "Ben Cole, fast, but customers come back: Average handle time 5 m 10 s (usually 6 m 58 s" in said
    assert "Cleo Diaz, longer, and more is resolved: balanced, not slow" in said
    assert "slower" not in said


def row(label: str, value: float, stands_out: bool = False, n: int = 500, **more: object) -> dict:
    known = {"unit_code": label.lower(), "unit_label": label, "measure_code": "handle_time", "n": n, "value": value}
    known |= {"adjusted_value": value, "low": value - 9, "high": value + 9, "stands_out": stands_out}
    known |= {"rank_low": 1, "rank_high": 3}
    return known | {"imbalance_code": None, "imbalance_measure_code": None} | more


HANDLE_TIME = measures.Measure("handle_time", "Handle time", "seconds", "down")


def test_those_who_cannot_be_told_apart_stand_by_name_whatever_their_values():
    rows = pd.DataFrame([row("Zoe", 400), row("Ana", 420), row("Max", 410)])

    placed = units.grouped(rows, HANDLE_TIME)

    assert placed["unit_label"].tolist() == ["Ana", "Max", "Zoe"]
    assert units.say_groups(placed, HANDLE_TIME) == "Handle time: 3 cannot be told apart"


def test_a_long_time_is_an_alarm_unless_more_is_resolved_in_it():
    balanced = {"imbalance_code": "long_but_resolved", "imbalance_measure_code": "handle_time"}
    hasty = {"imbalance_code": "speed_with_repeats", "imbalance_measure_code": "handle_time"}
    rows = pd.DataFrame(
        [row("Ana", 400), row("Bo", 600, True), row("Cleo", 600, True, **balanced), row("Ed", 200, True, **hasty)]
    )

    dots = units.dots(units.grouped(rows, HANDLE_TIME), HANDLE_TIME).set_index("label")

    assert dots["tone"].to_dict() == {"Ana": "muted", "Bo": "alarm", "Cleo": "muted", "Ed": "alarm"}
    assert dots.loc["Cleo", "words"] == "10 m 00 s, n 500 ▲ balanced"
    assert dots.loc["Ed", "words"].endswith("▼ out of balance")


def test_one_with_too_few_contacts_stands_out_in_nothing():
    placed = units.grouped(pd.DataFrame([row("Ana", 400), row("Eva", 900, True, n=8)]), HANDLE_TIME)

    assert placed.set_index("unit_label")["group"].to_dict() == {"Ana": "alike", "Eva": "few"}


def test_two_of_one_name_are_two_rows():
    rows = pd.DataFrame([row("Ana", 400), row("Ana", 420, unit_code="a2")])

    assert units.labels(rows).tolist() == ["Ana (ana)", "Ana (a2)"]


def test_a_place_is_told_as_all_those_that_are_open_from_the_best_on():
    rows = pd.DataFrame(
        [row("Ana", 200, rank_low=1, rank_high=1), row("Bo", 400, rank_low=2, rank_high=3), row("Cy", 410, rank_low=2,
         rank_high=3), row("Di", 420, rank_low=None, rank_high=None)]
    )  # fmt: skip

    assert units.open_places(rows, HANDLE_TIME) == ["1 of 3", "2 to 3 of 3", "2 to 3 of 3", "–"]
    fcr = measures.Measure("fcr", "FCR", "share", "up")
    assert units.open_places(rows, fcr)[:2] == ["3 of 3", "1 to 2 of 3"]


def test_what_busy_and_hard_days_go_with_is_said_with_its_interval_where_it_is_sure(shown, published):
    shown(published)

    said = text_of(open_page("performance", tab="Agents and teams"))

    assert (
        "On days with ten points more occupancy, the same agents have Average handle time 12 s higher"
        " (4 s to 20 s, 880 days of an agent)." in said
    )
    assert (
        "more hard contacts among all, the same agents have Satisfied customers 6.0 points lower (3.0 points to 9.0"
        in said
    )
    assert "customers 2.0 points" not in said, "its interval holds nothing at all, too"
    assert "does not mean that it causes it" in said


def test_where_no_load_surely_goes_with_anything_that_is_said_and_so_are_too_few_days(shown, altered):
    shown(altered("update marts.load_association set q_value = 0.5"))
    said = text_of(open_page("performance", tab="Agents and teams"))
    assert (
        "Neither busy days nor days of hard contacts surely go with Average handle time or Satisfied customers" in said
    )

    shown(altered("delete from marts.load_association"))
    assert "Too few days of agents are known" in text_of(open_page("performance", tab="Agents and teams"))


def test_without_agents_states_the_load_says_so(shown, altered):
    shown(altered("update marts.unit set occupancy = null"))

    said = text_of(open_page("performance", tab="Agents and teams"))

    assert "Occupancy is not known: no source delivers agents&#x27; states" in said


# ------------------------------------------------------------------------------------------------------------ coaching


def test_an_agents_behaviours_come_with_turns_that_lead_to_their_conversation(shown, published):
    shown(published)

    app = open_page("performance", tab="Coaching", agent="18")

    said = text_of(app)
    assert (
        "Clarifying question: met in 45 % of 560 contacts (41 to 49 %) where 79 % are usual with such contacts." in said
    )
    assert "Then: Clear solution: met in 68 %" in said
    assert "How a colleague does it" in said
    assert "contact=shop%3A1001&turn=2" in links_of(app) and "Cleo Diaz" in links_of(app)


def test_what_came_of_a_session_is_said_with_its_interval(shown, published):
    shown(published)

    said = text_of(open_page("performance", tab="Coaching"))

    assert (
        "Session of Tue 10 Feb, Clarifying question: 51 % of 250 since, 38 % of 310 before, +13 points (+5 to +21)."
        " It got better." in said
    )
    assert "Since the session of Tue 24 Feb on “clear solution”: no change that could not be chance" in said


def test_a_session_is_noted_and_shown_at_once(shown, published):
    shown(published)
    app = open_page("performance", tab="Coaching")

    app.text_area(key="note-18").input("One open question first.")
    next(button for button in app.button if button.label == "Note the session").click().run()

    assert not app.exception
    assert "noted; the next run measures what comes of it." in text_of(app)
    with open_workspace(load_settings()) as workspace:
        kept = workspace.coaching_sessions().iloc[0]
    assert (kept["agent_id"], kept["criterion_codes"]) == ("18", ["clarifying_question", "clear_solution"])


def test_a_note_with_personal_data_is_refused_with_a_reason(shown, published):
    shown(published)
    app = open_page("performance", tab="Coaching")

    app.text_area(key="note-18").input("Call her on 555-123-4567.")
    next(button for button in app.button if button.label == "Note the session").click().run()

    assert "The session was not kept." in text_of(app)


def test_where_nobody_stands_out_nobody_is_named(shown, altered):
    shown(altered("delete from marts.coaching_focus"))

    app = open_page("performance", tab="Coaching")

    assert "No agent stands out in what to work on." in text_of(app)
    assert "Of 5 agents none stands out in what to work on." in text_of(app)
    assert "Ben Cole" not in text_of(app)


# -------------------------------------------------------------------------------------------------------- satisfaction


def test_what_goes_with_satisfaction_is_said_beside_the_difference_as_it_stands_and_never_as_a_cause(shown, published):
    shown(published)

    said = text_of(open_page("performance", tab="What moves satisfaction"))

    assert (
        "With “Clear solution” go +0.41 points of CSAT (1 to 5), all else being equal"
        " (+0.29 to +0.53, n 1,480); +0.52 as it stands" in said
    )
    assert "Damaged shipment weighs most on satisfaction (CSAT): −0.80 on 310 contacts" in said
    assert "With “Transfer”" not in said, "its interval holds nothing at all, too"
    assert " causes " not in said.replace("does not mean that it causes it", "")


# ---------------------------------------------------------------------------------------------------------------- KPIs


def test_every_kpi_comes_with_its_interval_its_n_its_target_and_its_definition(shown, published):
    shown(published)

    said = text_of(open_page("performance"))

    assert "1 of 1 target is met" in said
    assert "90.9 %" in said and "n = 1,400" in said
    assert "divided by mature contacts. Version k" in said


def test_a_missed_target_is_said_first_with_what_was_wanted(shown, altered):
    shown(altered("update marts.kpi set target = 0.99 where kpi_code = 'service_level'"))

    said = text_of(open_page("performance"))

    assert "0 of 1 target is met; Service level is missed: 87.8 % where 99 % is wanted" in said
    assert "99 % ✗ missed" in said


def test_what_no_source_delivers_is_not_shown_as_a_number_but_said_with_its_reason(shown, altered):
    shown(altered("delete from marts.agent_time_daily; delete from marts.volume_daily"))

    said = text_of(open_page("performance"))

    assert "Occupancy: no source delivers agents&#x27; states." in said
    assert "Contact rate: no volume, such as orders, is supplied." in said


def test_one_kpi_shows_its_own_fraction_and_the_link_names_it(shown, published):
    shown(published)

    app = open_page("performance", kpi="fcr")

    said = text_of(app)
    assert "First contact resolution = 1,272 / 1,400 = 90.9 %" in said
    assert app.query_params["kpi"] == "fcr"
    assert any("The contacts in it" in expander.label for expander in app.expander)
    assert any("chains of repeats" in expander.label for expander in app.expander)


def test_a_kpi_is_the_same_over_its_days_weeks_and_queues(published, shown):
    shown(published)
    view = View(date(2026, 2, 4), date(2026, 3, 3), date(2026, 1, 7), date(2026, 2, 3))
    kpi = marts.kpis().loc["csat"]

    whole = totals(sums.daily(view)[lambda rows: rows["contact_date"] >= "2026-02-04"], kpi).iloc[0]
    weeks = breakdown.by_period(sums.daily(view), kpi, view, "week")
    queues = totals(sums.by_value(view, "queue_label"), kpi, by=("value_code",))

    for part in (weeks, queues):
        assert part["numerator"].sum() == whole["numerator"]
        assert part["denominator"].sum() == whole["denominator"] == whole["n"]
    assert weeks["contact_date"].max() == pd.Timestamp("2026-03-03"), "the last week ends with the period"


@pytest.mark.parametrize("tab", ["KPIs", "Quality"])
def test_the_filters_of_the_side_bar_narrow_the_numbers(shown, published, tab):
    shown(published)

    whole = text_of(open_page("performance", tab=tab, kpi="contacts"))
    app = open_page("performance", tab=tab, kpi="contacts")
    app.multiselect(key="channel").select("chat").run()

    assert not app.exception
    first = "Contacts = 2,180" if tab == "KPIs" else "of 560 contacts where it applies"
    assert first in whole and first not in text_of(app)


def test_the_parts_of_a_kpi_are_those_that_its_formula_names():
    columns = ["contact_date", "answered_count", "abandoned_count", "abandoned_within_count", "answered_within_count"]

    named = sums.parts_of("answered_count + abandoned_count - abandoned_within_count", columns)

    assert named == ["answered_count", "abandoned_count", "abandoned_within_count"]
    assert arithmetic.part_label("abandoned_within_count") == "Abandoned within"


def test_slices_whose_intervals_meet_are_in_no_order():
    def slices(*ranges: tuple[float, float, float]) -> pd.DataFrame:
        rows = [{"value": at, "low": low, "high": high} for at, low, high in ranges]
        named = pd.DataFrame(rows).assign(is_few=False, label=["Orders", "Returns"])
        return named.assign(words=[f"{100 * each['value']:.0f} %" for each in rows])

    assert (
        breakdown.say_spread(slices((0.8, 0.7, 0.9), (0.85, 0.8, 0.9)), "Queue")
        == "Queue: the values cannot be told apart"
    )
    apart = breakdown.say_spread(slices((0.5, 0.45, 0.55), (0.85, 0.8, 0.9)), "Queue")
    assert apart == "Queue: from 50 % (Orders) to 85 % (Returns)"


# -------------------------------------------------------------------------------------------------------------- charts


def test_round_values_stand_on_an_axis_and_none_where_the_words_begin():
    assert drawn.ticks(310, 555, "seconds") == [360, 480]
    assert drawn.ticks(0.41, 0.83, "share") == [0.6, 0.8]
    assert drawn.ticks(3, 40, "seconds") == [10, 20, 30, 40]


def test_the_window_of_a_comparison_is_said(shown, published):
    shown(published)

    assert "4,611 contacts from Wed 7 Jan to Tue 3 Mar 2026; 6 criteria, rubric q0a1b2c3." in text_of(
        open_page("performance")
    )
    window = found.window()
    assert window is not None and window["window_end"].day == 3
