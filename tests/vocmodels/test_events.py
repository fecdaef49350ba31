"""Which spikes are one event, at which level it is told, and how it goes on."""

from __future__ import annotations

import pandas as pd

from vocmodels.events import EventSettings, follow_events

DAY = pd.Timestamp("2026-03-02")
SERIES = pd.DataFrame(
    [
        ("all:", "all", "", None, 0),
        ("group:delivery", "group", "delivery", None, 0),
        ("reason:late", "reason", "late", "delivery", 0),
        ("reason:lost", "reason", "lost", "delivery", 0),
        ("reason:damaged", "reason", "damaged", "delivery", 0),
        ("reason:refund", "reason", "refund", None, 0),
        ("topic:t1", "topic", "t1", None, 0),
        ("reason:damaged region=South", "reason", "damaged", "delivery", 1),
        ("reason:damaged carrier=North region=South", "reason", "damaged", "delivery", 2),
        ("group:delivery region=South", "group", "delivery", None, 1),
        ("all: channel=chat", "all", "", None, 1),
    ],
    columns=["series_code", "subject_kind", "subject_code", "group_code", "slice_size"],
)
USUAL = {
    "all:": 100.0, "group:delivery": 50.0, "reason:late": 20.0, "reason:lost": 20.0, "reason:damaged": 10.0,
    "reason:refund": 50.0, "reason:damaged region=South": 2.0, "reason:damaged carrier=North region=South": 1.0,
    "group:delivery region=South": 10.0, "all: channel=chat": 20.0, "topic:t1": 3.0,
}  # fmt: skip


def scores(*days, q_value=1e-5):
    """One dictionary a day: the counts that differ from the usual; what lies far above the usual is a spike."""
    rows = []
    for number, changed in enumerate(days):
        for code, usual in USUAL.items():
            count = changed.get(code, usual)
            width = 2 * usual**0.5
            is_spike = count is not None and count > usual + 2 * width
            rows.append(
                {
                    "series_code": code,
                    "contact_date": DAY + pd.Timedelta(days=number),
                    "contact_count": count,
                    "expected_count": usual,
                    "lower_count": max(usual - width, 0),
                    "upper_count": usual + width,
                    "p_value": q_value / 10 if is_spike else 0.5,
                    "q_value": q_value if is_spike else 0.9,
                    "is_spike": is_spike,
                    "window_days": 1,
                }
            )
    return pd.DataFrame(rows)


def follow(*days, **more):
    return follow_events(scores(*days, **more), SERIES)


def told(*days, **more):
    return follow(*days, **more)[0]["series_code"].tolist()


QUIET: dict[str, float] = {}
DAMAGE = {"reason:damaged": 40.0, "group:delivery": 80.0}


def test_a_reason_that_spikes_is_told_and_its_group_that_rose_through_it_alone_is_not():
    assert told(DAMAGE) == ["reason:damaged"]


def test_a_group_whose_reasons_all_rose_alike_is_told_once():
    assert told(
        {"reason:late": 60.0, "reason:lost": 60.0, "reason:damaged": 30.0, "group:delivery": 150.0}
    ) == ["group:delivery"]  # fmt: skip


def test_a_group_too_small_to_see_in_any_reason_is_told():
    assert told(
        {"reason:late": 28.0, "reason:lost": 28.0, "reason:damaged": 16.0, "group:delivery": 82.0}
    ) == ["group:delivery"]  # fmt: skip


def test_everything_that_rose_by_half_again_is_one_event_of_all_contacts():
    risen = {code: 2.5 * usual for code, usual in USUAL.items()}

    assert told(risen) == ["all:"]


def test_a_reason_beyond_what_all_rose_by_is_told_beside_it():
    risen = {code: 2.5 * usual for code, usual in USUAL.items()}
    risen |= {"reason:damaged": 100.0, "group:delivery": 200.0, "all:": 325.0}

    assert sorted(told(risen)) == ["all:", "reason:damaged"]


def test_two_reasons_of_a_group_that_spike_by_far_are_two_events_and_no_third():
    both = {"reason:late": 90.0, "reason:damaged": 60.0, "group:delivery": 170.0}

    assert sorted(told(both)) == ["reason:damaged", "reason:late"]


def test_a_slice_is_told_where_only_it_spikes_and_its_reason_once_that_does():
    sliced = {"reason:damaged region=South": 9.0}

    assert told(sliced) == ["reason:damaged region=South"]
    assert told(sliced | DAMAGE) == ["reason:damaged"]


def test_a_slice_of_a_group_that_a_reason_explains_is_not_told_and_one_that_it_does_not_is():
    explained = {"group:delivery region=South": 36.0, **DAMAGE}
    beside = {"all: channel=chat": 120.0, "reason:damaged": 25.0}

    assert told(explained) == ["reason:damaged"]
    assert sorted(told(beside)) == ["all: channel=chat", "reason:damaged"]


def test_what_two_days_show_together_opens_an_event_that_began_on_the_first_of_them():
    rows = scores({"reason:damaged": 15.0}, {"reason:damaged": 17.0})
    together = (rows["series_code"] == "reason:damaged") & (rows["contact_date"] > DAY)
    rows.loc[together, ["is_spike", "q_value", "window_days"]] = [True, 1e-4, 2]

    events, days = follow_events(rows, SERIES)

    assert events["started_date"].tolist() == [DAY]
    assert days["contact_date"].tolist() == [DAY + pd.Timedelta(days=1)]


def test_the_days_after_a_spike_that_are_unlikely_only_with_it_are_no_days_of_an_event():
    rows = scores(DAMAGE, QUIET, QUIET, QUIET)
    echo = rows["series_code"].isin(["reason:damaged", "group:delivery", "all:"]) & (rows["contact_date"] > DAY)
    rows.loc[echo, ["is_spike", "q_value", "window_days"]] = [True, 1e-4, 2]

    events, _ = follow_events(rows, SERIES)

    assert events["series_code"].tolist() == ["reason:damaged"]
    assert events["last_date"].tolist() == [DAY]


def test_a_handful_of_contacts_is_never_an_event():
    assert told({"reason:damaged carrier=North region=South": 4.9}) == []
    assert told({"reason:damaged carrier=North region=South": 6.0}) == ["reason:damaged carrier=North region=South"]


def test_an_event_opens_grows_fades_and_closes_by_itself_after_three_quiet_days():
    events, days = follow(
        {"reason:damaged": 40.0},
        {"reason:damaged": 80.0},
        {"reason:damaged": 60.0},
        {"reason:damaged": 30.0},
        QUIET,
        QUIET,
        QUIET,
        QUIET,
    )

    assert days["state_code"].tolist() == ["opened", "growing", "steady", "fading", "fading", "fading", "closed"]
    (event,) = events.to_dict("records")
    assert (event["started_date"], event["last_date"]) == (DAY, DAY + pd.Timedelta(days=3))
    assert event["closed_date"] == DAY + pd.Timedelta(days=6)


def test_one_quiet_day_in_between_does_not_make_two_events_and_a_week_does():
    spike = {"reason:damaged": 40.0}

    assert len(told(spike, QUIET, spike)) == 1
    assert len(told(spike, *[QUIET] * 7, spike)) == 2


def test_days_without_data_neither_end_an_event_nor_are_days_of_it():
    nothing = dict.fromkeys(USUAL, None)
    events, days = follow({"reason:damaged": 40.0}, nothing, nothing, nothing, {"reason:damaged": 40.0})

    assert len(events) == 1 and pd.isna(events["closed_date"].iloc[0])
    assert days["contact_date"].tolist() == [DAY, DAY + pd.Timedelta(days=4)]


def test_an_event_keeps_its_id_when_the_whole_reason_follows_its_slice():
    first = {"reason:damaged region=South": 9.0}
    before, _ = follow(first)
    after, days = follow(first, DAMAGE)

    assert before["event_id"].tolist() == after["event_id"].tolist()
    assert after["series_code"].tolist() == ["reason:damaged"]
    assert days["series_code"].tolist() == ["reason:damaged region=South", "reason:damaged"]


def test_an_event_lasts_while_the_slice_that_began_it_does():
    sliced = {"reason:damaged region=South": 9.0}
    events, _ = follow(sliced, sliced | DAMAGE, sliced, sliced, sliced, sliced)

    assert pd.isna(events["closed_date"].iloc[0])
    assert events["last_date"].iloc[0] == DAY + pd.Timedelta(days=5)


def test_what_was_said_on_a_day_is_said_of_it_on_every_later_day():
    course = [QUIET, DAMAGE, DAMAGE, QUIET, {"reason:late": 70.0}, QUIET, QUIET, {"reason:refund": 120.0}, QUIET]
    _, at_last = follow(*course)

    for count in range(1, len(course) + 1):
        _, then = follow(*course[:count])
        until = at_last[at_last["contact_date"] < DAY + pd.Timedelta(days=count)]
        assert then.sort_values(list(then)).to_dict("records") == until.sort_values(list(until)).to_dict("records")


def test_an_event_that_is_likely_to_be_chance_is_not_told_until_it_is_not():
    weak, strong = scores({"reason:damaged": 40.0}, q_value=0.05), scores(QUIET, {"reason:damaged": 60.0})
    both = pd.concat([weak, strong[strong["contact_date"] > DAY]])

    assert follow_events(weak, SERIES)[0].empty
    (event,) = follow_events(both, SERIES)[0].to_dict("records")
    assert event["started_date"] == DAY and event["chance_share"] < 0.01


def test_no_rows_in_gives_the_same_columns_out():
    events, days = follow_events(scores(QUIET).iloc[:0], SERIES)
    some_events, some_days = follow(DAMAGE)

    assert list(events) == list(some_events) and list(days) == list(some_days)
    assert len(events) == len(days) == 0


def test_the_order_of_rows_changes_nothing():
    rows = scores(DAMAGE, DAMAGE, QUIET)

    one, other = (follow_events(each, SERIES, EventSettings()) for each in (rows, rows.sample(frac=1, random_state=0)))

    pd.testing.assert_frame_equal(one[0], other[0])
    pd.testing.assert_frame_equal(one[1], other[1])


def test_a_topic_stands_for_itself_beside_the_reasons_that_spike_with_it():
    events, _ = follow({"reason:damaged": 40.0, "topic:t1": 20.0})

    assert sorted(events["series_code"]) == ["reason:damaged", "topic:t1"]


def test_topics_are_judged_by_topics_alone():
    quiet = {"reason:late": 60.0, "reason:refund": 120.0}
    alone, _ = follow({"topic:t1": 20.0}, q_value=0.005)
    beside, _ = follow(quiet, {}, {}, {}, {"topic:t1": 20.0}, q_value=0.005)

    def of_topic(events):
        return events.loc[events["series_code"] == "topic:t1", "chance_share"].tolist()

    assert of_topic(beside) == of_topic(alone)
    assert len(of_topic(alone)) == 1
