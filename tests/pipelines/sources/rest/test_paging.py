"""Paging: an API is read to its proven end, over pages that repeat and lists that move, and goes on where it stopped."""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest

from pipelines.sources.rest import fetch_pages
from pipelines.sources.rest.paging import PagingError
from tests.pipelines.sources.rest.api import (
    NOON,
    Asked,
    Reply,
    chats,
    cursor_source,
    failing,
    fetch,
    ids,
    in_turn,
    serving,
    source,
    three_pages,
)


def test_a_cursor_is_followed_to_the_flag_that_ends_it(clock):
    with serving(three_pages) as api:
        pages = fetch(cursor_source(api), clock)

    assert ids(pages) == [1, 2, 3, 4, 5]
    assert [page.number for page in pages] == [1, 2, 3]


def test_a_parameter_of_the_source_goes_with_every_page(clock):
    with serving(three_pages) as api:
        fetch(cursor_source(api, params={"status": "closed", "with_tags": True}), clock)

    assert [(asked.params["status"], asked.params["with_tags"]) for asked in api.asked] == [("closed", "true")] * 3


def test_a_cursor_that_stays_the_same_is_followed_while_rows_come(clock):
    script = in_turn(chats(1, next="scroll"), chats(2, next="scroll"), chats(next="scroll"))
    with serving(script) as api:
        assert ids(fetch(cursor_source(api, more=None), clock)) == [1, 2]


def test_an_empty_page_in_the_middle_is_not_the_end(clock):
    script = in_turn(chats(1, next="b", more=True), chats(next="c", more=True), chats(2, next=None, more=False))
    with serving(script) as api:
        assert ids(fetch(cursor_source(api), clock)) == [1, 2]


def test_pages_are_counted_to_the_empty_one_for_a_short_one_proves_nothing(clock):
    def script(asked: Asked) -> Any:
        return {"1": chats(1, 2), "2": chats(3), "3": chats(4, 5), "4": chats()}[asked.params["page"]]

    with serving(script) as api:
        pages = fetch(source(api, paging="page", size_parameter="per_page", page_size=3), clock)

    assert ids(pages) == [1, 2, 3, 4, 5]
    assert {asked.params["per_page"] for asked in api.asked} == {"3"}


def test_pages_end_at_the_total_without_one_request_more(clock):
    script = in_turn(chats(1, 2, meta={"total": 3}), chats(3, meta={"total": 3}))
    with serving(script) as api:
        assert ids(fetch(source(api, paging="page", total="meta.total", first_page=0), clock)) == [1, 2, 3]

    assert [asked.params["page"] for asked in api.asked] == ["0", "1"]


def test_pages_end_at_the_number_of_pages(clock):
    with serving(in_turn(chats(1, pages=2), chats(2, pages=2))) as api:
        assert ids(fetch(source(api, paging="page", page_count="pages"), clock)) == [1, 2]

    assert len(api.asked) == 2


@pytest.mark.parametrize("status", [204, 404])
def test_no_such_page_after_the_last_one_is_the_end(clock, status):
    with serving(in_turn(chats(1), chats(2), Reply(status=status))) as api:
        assert ids(fetch(source(api, paging="page"), clock)) == [1, 2]


def test_an_offset_grows_by_the_rows_that_came_not_by_those_asked_for(clock):
    def script(asked: Asked) -> Any:
        start = int(asked.params["offset"])
        return chats(*range(start, min(start + 2, 5)))  # never more than two, whatever is asked for

    with serving(script) as api:
        pages = fetch(source(api, paging="offset", size_parameter="limit", page_size=100), clock)

    assert ids(pages) == [0, 1, 2, 3, 4]


def test_links_in_the_body_are_followed_whether_whole_or_relative(clock):
    def script(asked: Asked) -> Any:
        links = {None: f"{api.url}/v1/chats?after=b", "b": "/v1/chats?after=c", "c": None}
        numbers = {None: 1, "b": 2, "c": 3}
        return chats(numbers[asked.params.get("after")], links={"next": links[asked.params.get("after")]})

    with serving(script) as api:
        assert ids(fetch(source(api, paging="link", link="links.next"), clock)) == [1, 2, 3]


def test_links_in_the_header_are_followed(clock):
    def script(asked: Asked) -> Any:
        first = "page" not in asked.params
        return Reply([{"id": 1 if first else 2}], headers={"Link": '</v1/chats?page=2>; rel="next"'} if first else {})

    with serving(script) as api:
        assert ids(fetch(source(api, paging="link", rows=""), clock)) == [1, 2]


def test_a_link_to_another_host_is_not_followed(clock):
    answer = chats(1, next="https://elsewhere.example/v1/chats?token=s3cret")
    with serving(lambda asked: answer) as api, failing(PagingError) as caught:
        fetch(source(api, paging="link", link="next"), clock)

    assert "another host" in str(caught.value)


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        ({"paging": "none"}, chats(1, next_cursor="b")),
        ({"paging": "none"}, chats(1, meta={"has_more": True})),
        ({"paging": "none"}, Reply(chats(1), headers={"Link": '</v1/chats?page=2>; rel="next"'})),
        ({"paging": "cursor", "cursor": "cursors.next"}, chats(1, paging={"next": {"after": "b"}})),
        ({"paging": "link", "link": "links.next"}, chats(1, next="/v1/chats?page=2")),
        ({"paging": "cursor", "cursor": "next", "more": "more"}, chats(1, more=True)),
        ({"paging": "cursor", "cursor": "next", "end": "done"}, chats(1)),
    ],
)
def test_a_page_is_never_taken_for_the_whole(clock, options, answer):
    with serving(lambda asked: answer) as api, failing(PagingError) as caught:
        fetch(source(api, **options), clock)

    assert "Correct" in str(caught.value)


@pytest.mark.parametrize("place", ["\ud800", "x" * 100_000])
def test_a_next_place_that_cannot_be_sent_is_told(clock, place):
    with serving(lambda asked: chats(1, next=place)) as api, failing(PagingError) as caught:
        fetch(cursor_source(api, more=None), clock)

    assert "the place of the next page cannot be sent" in str(caught.value)


def test_an_answer_without_its_list_names_what_it_has_instead(clock):
    with serving(lambda asked: {"conversations": [], "ana@example.com": {}}) as api, failing(PagingError) as caught:
        fetch(cursor_source(api), clock)

    assert 'holds no list at rows = "chats". It has: conversations. Correct "rows"' in str(caught.value)


def test_an_empty_list_written_as_null_is_an_empty_list(clock):
    with serving(lambda asked: {"chats": None, "more": False}) as api:
        assert ids(fetch(cursor_source(api), clock)) == []


def test_rows_that_are_no_objects_are_handed_on_to_be_counted(clock):
    with serving(lambda asked: {"chats": [{"id": 1}, "broken", None], "more": False}) as api:
        assert [page.rows for page in fetch(cursor_source(api), clock)] == [[{"id": 1}, "broken", None]]


def test_a_page_that_comes_twice_does_not_end_the_walk(clock):
    script = in_turn(
        chats(1, next="b", more=True),
        chats(2, next="c", more=True),
        chats(2, next="d", more=True),
        chats(3, more=False),
    )
    with serving(script) as api:
        assert ids(fetch(cursor_source(api), clock)) == [1, 2, 2, 3]


def test_a_counted_page_is_asked_for_again_where_the_one_before_came_in_its_place(clock):
    script = in_turn(chats(1), chats(1), chats(2), chats())
    with serving(script) as api:
        assert ids(fetch(source(api, paging="page"), clock)) == [1, 1, 2]

    assert [asked.params["page"] for asked in api.asked] == ["1", "2", "2", "3"]


@pytest.mark.parametrize(
    ("options", "script"),
    [
        ({"paging": "page"}, lambda asked: chats(1, 2)),  # it does not know the parameter
        ({"paging": "cursor", "cursor": "next"}, lambda asked: chats(1, next="b")),
        ({"paging": "cursor", "cursor": "next"}, lambda asked: chats(1, next=asked.params.get("cursor", "") + "x")),
        ({"paging": "cursor", "cursor": "next", "more": "more"}, lambda asked: chats(next="b", more=True)),
        ({"paging": "link", "link": "next"}, lambda asked: chats(1, next="/v1/chats?a=1")),
        ({"paging": "offset", "more": "more"}, lambda asked: chats(more=True)),
    ],
)
def test_a_page_that_comes_again_and_again_is_ended_with_a_message(clock, options, script):
    with serving(script) as api, failing(PagingError) as caught:
        fetch(source(api, **options), clock)

    assert "the same page comes again and again" in str(caught.value)
    assert len(api.asked) < 6


def test_pages_that_go_in_a_circle_are_ended(clock):
    circle = {None: chats(1, next="b"), "b": chats(2, next="c"), "c": chats(3, next="b")}
    with serving(lambda asked: circle[asked.params.get("after")]) as api, failing(PagingError):
        fetch(cursor_source(api, more=None), clock)

    assert len(api.asked) < 10


class Desk:
    """An API with a list in the order of updates, of which one changes after the first page was read."""

    def __init__(self, changes: int) -> None:
        self.rows = [{"id": number, "updated_at": f"2026-03-01T10:0{number}:00Z"} for number in range(1, 6)]
        self.changes = changes

    def __call__(self, asked: Asked) -> Any:
        page = int(asked.params["page"])
        since = asked.params.get("since", "")
        rows = [row for row in self.rows if row["updated_at"] >= since][2 * page - 2 : 2 * page]
        if page == 1 and self.changes:
            self.changes -= 1
            self.rows = [*self.rows[1:], {**self.rows[0], "updated_at": f"2026-03-01T11:0{self.changes}:00Z"}]
        return Reply({"chats": rows}, headers={"Date": NOON})


def test_a_list_that_moves_while_it_is_read_is_read_again(clock):
    with serving(Desk(changes=1)) as api:
        pages = fetch(source(api, paging="page"), clock)

    assert ids(pages[:4]) == [1, 2, 4, 5, 1]  # 3 slid to the page that was read already
    assert set(ids(pages)) == {1, 2, 3, 4, 5}
    newest = {row["id"]: row for page in pages for row in page.rows}
    assert newest[1]["updated_at"] == "2026-03-01T11:00:00Z"


def test_a_list_from_which_a_row_goes_while_it_is_read_is_read_again(clock):
    script = in_turn(
        *(chats(1, 2, total=5), chats(4, 5, total=4), chats(1, 2, total=4)),  # 3 slid to the first page
        *(chats(2, 3, total=4), chats(4, 5, total=4)),
    )
    with serving(script) as api:
        pages = fetch(source(api, paging="page", total="total"), clock)

    assert set(ids(pages)) == {1, 2, 3, 4, 5}


def test_fewer_rows_than_the_total_are_read_again_and_then_told(clock):
    with serving(in_turn(chats(1, 2, total=3), chats(total=3), chats(1, 2, 3, total=3))) as api:
        assert ids(fetch(source(api, paging="page", total="total"), clock)) == [1, 2, 1, 2, 3]

    def short(asked: Asked) -> Any:
        return chats(*([1, 2] if asked.params["page"] == "1" else []), total=3)

    with serving(short) as api, failing(PagingError) as caught:
        fetch(source(api, paging="page", total="total"), clock)

    assert "3 rows are there by its count, and 2 came" in str(caught.value)


def test_a_walk_goes_on_after_the_last_page_that_was_stored(clock):
    with serving(three_pages) as api:
        stored = list(islice(fetch_pages(cursor_source(api), None, clock.sleep, clock), 2))
        rest = fetch(cursor_source(api), clock, stored[-1].cursor)

    assert ids(rest) == [5]
    assert ids(stored + rest) == [1, 2, 3, 4, 5]


def test_a_list_whose_pages_are_counted_is_read_from_its_start_again(clock):
    script = in_turn(chats(1), chats(2), chats(1), chats(2), chats())
    with serving(script) as api:
        stored = list(islice(fetch_pages(source(api, paging="page"), None, clock.sleep, clock), 2))
        assert ids(fetch(source(api, paging="page"), clock, stored[-1].cursor)) == [1, 2]

    assert [asked.params["page"] for asked in api.asked] == ["1", "2", "1", "2", "3"]


def test_a_walk_starts_anew_where_the_api_has_forgotten_its_cursor(clock):
    def script(asked: Asked) -> Any:
        return Reply(status=410) if asked.params.get("after") == "b" and len(api.asked) == 2 else three_pages(asked)

    with serving(script) as api:
        first = next(fetch_pages(cursor_source(api), None, clock.sleep, clock))
        assert ids(fetch(cursor_source(api), clock, first.cursor)) == [1, 2, 3, 4, 5]


def test_a_walk_starts_anew_where_the_answer_to_its_cursor_is_no_page(clock):
    def script(asked: Asked) -> Any:
        return {"error": "no such cursor"} if len(api.asked) == 2 else three_pages(asked)

    with serving(script) as api:
        first = next(fetch_pages(cursor_source(api), None, clock.sleep, clock))
        assert ids(fetch(cursor_source(api), clock, first.cursor)) == [1, 2, 3, 4, 5]


def test_the_next_pull_asks_for_what_was_updated_since_a_little_before_the_newest(clock):
    options = {"paging": "page", "since": "since", "newest": "updated_at", "start": "2026-01-01"}
    with serving(Desk(changes=0)) as api:
        pages = fetch(source(api, **options), clock)
        again = fetch(source(api, **options), clock, pages[-1].cursor)

    assert [asked.params["since"] for asked in api.asked if asked.params["page"] == "1"] == [
        "2026-01-01T00:00:00Z",
        "2026-03-01T10:00:00Z",  # five minutes before 10:05
    ]
    assert ids(again) == [1, 2, 3, 4, 5]


def test_since_never_passes_the_time_at_which_the_walk_began(clock):
    rows = {"chats": [{"id": 1, "updated_at": "2099-01-01T00:00:00Z"}], "more": False}
    options = {"since": "since", "newest": "updated_at"}
    with serving(lambda asked: Reply(rows, headers={"Date": NOON})) as api:
        pages = fetch(cursor_source(api, **options), clock)
        fetch(cursor_source(api, **options), clock, pages[-1].cursor)

    assert [asked.params.get("since") for asked in api.asked] == [None, "2026-03-01T11:55:00Z"]


def test_since_stays_where_it_was_until_the_walk_has_ended(clock):
    options = {"paging": "page", "since": "since", "newest": "updated_at", "start": "2026-01-01"}
    with serving(Desk(changes=0)) as api:
        stored = list(islice(fetch_pages(source(api, **options), None, clock.sleep, clock), 2))
        fetch(source(api, **options), clock, stored[-1].cursor)

    assert {asked.params["since"] for asked in api.asked} == {"2026-01-01T00:00:00Z"}


@pytest.mark.parametrize(
    ("since_format", "sent"),
    [("iso", "2026-01-01T06:00:00Z"), ("date", "2026-01-01"), ("epoch_s", "1767247200"), ("epoch_ms", "1767247200000")],
)
def test_since_is_written_as_the_api_wants_it(clock, since_format, sent):
    with serving(lambda asked: chats(1, more=False)) as api:
        fetch(cursor_source(api, since="since", start="2026-01-01T00:00:00-06:00", since_format=since_format), clock)

    assert api.asked[0].params["since"] == sent


def test_a_path_that_names_no_time_is_told(clock):
    with serving(lambda asked: chats(1, more=False)) as api, failing(PagingError) as caught:
        fetch(cursor_source(api, since="since", newest="updated_at"), clock)

    assert 'no row has a time at newest = "updated_at"' in str(caught.value)
