"""Delimited: every row of a CSV file is read or named as broken, and a stray quote costs no more than its own line."""

from __future__ import annotations

import csv
import io
import random

import pytest

from pipelines.sources.reading.delimited import Delimited, read_at_once, read_delimited
from pipelines.sources.reading.opening import UnreadableFileError
from pipelines.sources.reading.quoting import Layout, Mark, read_exactly


def rows_of(read: Delimited) -> list[tuple[str, ...]]:
    names = [name for name in read.table.column_names if name != "_row"]
    return [tuple(row[name] for name in names) for row in read.table.to_pylist()]


def lines_of(read: Delimited) -> list[int]:
    return [row + 1 for row in read.table["_row"].to_pylist()]


def broken_lines(read: Delimited) -> dict[int, str]:
    return {each.row + 1: each.reason for each in read.broken}


def test_values_are_text_as_they_stand_in_the_file():
    read = read_delimited(b"id,wait,note\n007,1.50,\n8,NULL, x \n")

    assert read.table.schema.names == ["id", "wait", "note", "_row"]
    assert rows_of(read) == [("007", "1.50", ""), ("8", "NULL", " x ")]
    assert read.broken == () and read.notes == ()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_recognised_from_the_header(delimiter: str):
    text = f'"wait, in; s|x"{delimiter}id\n5{delimiter}a1\n'

    assert rows_of(read_delimited(text.encode())) == [("5", "a1")]


def test_of_two_delimiters_in_the_header_the_one_that_the_rows_agree_with_is_taken():
    assert rows_of(read_delimited(b"wait, s;talk, s;id\n1;2;a\n3;4;b\n")) == [("1", "2", "a"), ("3", "4", "b")]


def test_a_stated_delimiter_is_used_and_excel_s_line_that_states_one_is_no_header():
    assert rows_of(read_delimited(b"a;b,c\n1;2,3\n", ",")) == [("1;2", "3")]
    read = read_delimited(b"sep=;\r\nid;text\r\n1;a,b\r\n")
    assert rows_of(read) == [("1", "a,b")] and lines_of(read) == [3]


def test_header_names_are_trimmed_made_unique_and_noted():
    read = read_delimited("\ufeff id ,Status,status,,_row,\n1,a,b,c,d,\n".encode())

    assert read.table.column_names == ["id", "Status", "status_2", "column_4", "_row_2", "_row"]
    assert rows_of(read) == [("1", "a", "b", "c", "d")]
    assert len(read.notes) == 3


def test_a_header_of_very_many_columns_or_spaces_takes_linear_time():
    columns = 3_000

    read = read_delimited((",".join(["a"] * columns) + "\n" + "," * (columns - 1)).encode())

    assert read.table.num_columns == columns + 1
    assert read.table.column_names[1] == "a_2"
    assert read_delimited(("a," + " " * 500_000 + '\n1,"2"').encode()).table.num_rows == 1


def test_a_delimiter_that_cannot_stand_between_values_is_refused():
    for delimiter in ('"', "\n", "||"):
        with pytest.raises(UnreadableFileError, match="is not one character"):
            read_delimited(b"id,text\n", delimiter)


def test_a_header_alone_is_an_empty_table():
    for content in (b"id,text", b"id,text\n", b"\r\nid,text\r\n\r\n"):
        assert read_delimited(content).table.num_rows == 0
        assert read_delimited(content).table.column_names == ["id", "text", "_row"]


def test_a_file_without_header_or_text_says_what_to_do():
    for content in (b"", b"\n\n", b",,\n1,2,3\n"):
        with pytest.raises(UnreadableFileError, match="header"):
            read_delimited(content)
    with pytest.raises(UnreadableFileError, match="not text"):
        read_delimited(bytes(range(1, 200)) * 50)
    with pytest.raises(UnreadableFileError, match="zip archive or an Excel workbook"):
        read_delimited(b"PK\x03\x04 and so on")


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_row_of_another_width_is_broken_and_blank_lines_count(quote: str):
    text = f"id,text\n1,{quote}a{quote}\n\n2\n   \n3,x,y\n4,ok,,\n\n5,end"

    read = read_delimited(text.encode())

    assert rows_of(read) == [("1", "a"), ("4", "ok"), ("5", "end")]
    assert lines_of(read) == [2, 7, 9]
    assert broken_lines(read) == {
        4: "the row has 1 column, the header 2",
        6: "the row has 3 columns, the header 2",
    }
    assert read.broken[1].text == "3,x,y"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_lines_end_as_on_any_system(end: str):
    read = read_delimited(end.join(["id,text", '1,"a, b"', "2,c", ""]).encode())

    assert rows_of(read) == [("1", "a, b"), ("2", "c")]
    assert lines_of(read) == [2, 3]


def test_a_carriage_return_inside_a_row_ends_no_line():
    assert rows_of(read_delimited(b"id,text\n1,a\rb\n2,c\n")) == [("1", "a b"), ("2", "c")]


def test_a_quoted_value_may_hold_line_ends_delimiters_and_quotes():
    read = read_delimited(b'id,text,code\n1,"hello,\r\n\r\n""you""\r\n",x\r\n2,bye,y\r\n')

    assert rows_of(read) == [("1", 'hello,\n\n"you"\n', "x"), ("2", "bye", "y")]
    assert lines_of(read) == [2, 6]


def test_prose_with_commas_over_several_lines_is_one_value():
    text = 'contact_id,text\nc1,"Hi\nyes, please\nno, thanks\nok, bye"\nc2,"one, two\n"\n'

    assert rows_of(read_delimited(text.encode())) == [
        ("c1", "Hi\nyes, please\nno, thanks\nok, bye"),
        ("c2", "one, two\n"),
    ]


def test_an_unclosed_quote_breaks_its_own_line_alone():
    read = read_delimited(b'id,name,text\n1,Ana,a\n2,"Bob,b\n3,Eve,c\n4,"Dan",d\n')

    assert rows_of(read) == [("1", "Ana", "a"), ("3", "Eve", "c"), ("4", "Dan", "d")]
    assert broken_lines(read) == {3: 'a quote that opens in column "name" is not closed'}
    assert read.broken[0].text == '2,"Bob,b'


def test_an_unclosed_quote_that_no_other_follows_swallows_nothing():
    text = 'id,text\n1,"open\n' + "".join(f"{number},row\n" for number in range(2, 20_000))

    read = read_delimited(text.encode())

    assert read.table.num_rows == 19_998
    assert broken_lines(read) == {2: 'a quote that opens in column "text" is not closed'}


def test_an_unclosed_quote_that_the_next_opening_one_seems_to_close_is_found():
    text = "c1,ana,voice,2026-03-01,billing,open\n"
    lines = ["id,name,channel,day,queue,state\n", 'c0,"ana,voice,2026-03-01,billing,open\n', text, text]

    read = read_delimited("".join([*lines, 'c3,",",voice,2026-03-01,billing,open\n', text]).encode())

    assert lines_of(read) == [3, 4, 5, 6]
    assert rows_of(read)[2][:3] == ("c3", ",", "voice")
    assert broken_lines(read) == {2: 'a quote that opens in column "name" is not closed'}


def test_the_same_is_found_in_a_narrow_file_by_the_shape_of_its_ids():
    read = read_delimited(b'id,name,text\nc-1,"Ana,x\nc-22,bob,y\nc-3,",z\nc-4,d,w\n')

    assert lines_of(read) == [3, 5]
    assert sorted(broken_lines(read)) == [2, 4]


def test_text_after_a_closing_quote_is_broken_and_a_quote_amid_plain_text_is_text():
    read = read_delimited(b'id,size,text\n1,5" pipe,a\n2,"b" c,d\n')

    assert rows_of(read) == [("1", '5" pipe', "a")]
    assert broken_lines(read) == {3: 'a quote in column "size" closes before its value ends'}


def test_spaces_between_delimiter_and_quote_are_not_part_of_the_value():
    assert rows_of(read_delimited(b'"id", "text"\n"1", "x, y"\n')) == [("1", "x, y")]


def test_a_transcript_of_many_megabytes_is_one_value():
    transcript = "agent: hello, how can I help?\ncustomer: my bill\n" * 50_000
    sound = f'id,text\n1,"{transcript}"\n2,b\n'

    for text in (sound, sound + '3,5" pipe\n'):
        assert rows_of(read_delimited(text.encode()))[:2] == [("1", transcript), ("2", "b")]


def test_every_encoding_gives_the_same_rows():
    text = 'id,texto\n1,¿Qué pasó? señor\n2,"línea\nnueva"\n'
    expected = rows_of(read_delimited(text.encode()))

    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"):
        assert rows_of(read_delimited(text.encode(encoding))) == expected
    assert read_delimited(text.encode("cp1252")).notes == ("read as Windows-1252",)


def test_stray_quotes_by_the_thousand_take_linear_time():
    rng = random.Random(1)
    lines = [f'c{number},"some ""text""",{rng.choice(["x", "z", "", "q"])}' for number in range(20_000)]
    strays = ['x",5" y,"b', 'y,"open', '"",""",', 'a","b', '","']
    dirty = [rng.choice(strays) if rng.random() < 0.3 else line for line in lines]

    read = read_delimited("\n".join(["id,text,code", *dirty]).encode())

    assert read.table.num_rows > 10_000
    assert len(read.broken) > 1_000


@pytest.mark.parametrize("seed", range(5))
def test_whatever_python_writes_is_read_back_by_either_path(seed: int):
    rng = random.Random(seed)
    words = ["a", "", "señal", 'say "x"', "one, two", "line\nend", " spaced ", "'", "\t"]
    rows = [tuple(rng.choice(words) for _ in range(3)) for _ in range(200)]
    rows = [(f"c{number}", *row) for number, row in enumerate(rows)]
    file = io.StringIO()
    csv.writer(file, quoting=rng.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])).writerows([("id", "a", "b", "c"), *rows])

    for extra in ("", 'z,5" pipe,,\n'):
        read = read_delimited((file.getvalue() + extra).encode())
        assert rows_of(read)[:200] == rows and read.broken == ()


@pytest.mark.parametrize("seed", range(3))
def test_reading_at_once_gives_what_reading_line_by_line_gives(seed: int):
    rng = random.Random(seed)
    pieces = ["a", "b1", '"', '"', ",", ",", ",", "\n", "\n", '""', " ", '","', '"x"', "é"]
    layout = Layout(("id", "text", "code"), ",", 1)
    for _ in range(2_000):
        body = "".join(rng.choice(pieces) for _ in range(rng.randrange(40))).encode()
        at_once = read_at_once(body, layout)
        if at_once:
            table, broken, _ = read_exactly(body, layout, Mark(0, 1, 1_000), len(body))
            assert at_once[0].to_pylist() == table.to_pylist() and at_once[1] == broken, body


def test_every_line_of_a_spoiled_file_is_read_or_broken():
    rng = random.Random(5)
    sound = "".join(f'c{number},"text, ""{number}""",x\n' for number in range(60))
    for _ in range(300):
        spoiled = list("id,text,code\n" + sound)
        for _ in range(3):
            spoiled[rng.randrange(13, len(spoiled))] = rng.choice('",x')
        read = read_delimited("".join(spoiled).encode())

        starts = [*lines_of(read), *(each.row + 1 for each in read.broken)]
        assert len(set(starts)) == len(starts) >= "".join(spoiled).count("\n") - 4
