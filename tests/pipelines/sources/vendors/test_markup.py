"""Markup: are tags and entities gone, and every word kept?"""

import pytest

from pipelines.sources.vendors.markup import read_markup


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>One &amp; two</p><p>three</p>", "One & two\nthree"),
        ("a<br/>b<div class='x'>c</div>", "a\nb\nc"),
        ("<style>p {color: red}</style>Hi<script>if (a<b) {}</script>", "Hi"),
        ("Hi <!-- <p>not this</p> --> there", "Hi there"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("no tags\n at all ", "no tags\n at all"),
        ("<00:00:01.000><c.yellow>now</c>", "now"),
    ],
)
def test_what_is_shown_is_what_is_kept(markup, words):
    assert read_markup(markup) == words
