import pytest
from markdown_it import MarkdownIt

from dashboards.reports import markdown


def shown(text: str) -> str:
    return MarkdownIt("commonmark").render(text)


def document(**changed: object) -> dict:
    words = {"text": "It came broken.", "source": "Chat, Sun 1 Mar", "id": "shop:1, turn 1"}
    return {
        "title": "Damaged shipment: 156 contacts.",
        "kicker": "Brief for Logistics",
        "period": "Tue 3 Mar 2026",
        "box": [{"label": "What", "text": "Goods arrived broken."}],
        "chart": {"title": "Contacts a day", "alt": "Line of contacts"},
        "driver_sentence": "NorthStar holds the excess.",
        "drivers": None,
        "phrases": None,
        "quotes": [words],
        "excerpts": [],
        "actions": ["“Pad the boxes”: live since Fri 20 Feb."],
        "watch": ["It is solved below 19 a day."],
        "definitions": [{"term": "Excess", "text": "Contacts above expected."}],
        "coverage": ["All contacts."],
        "imprint": "Made from run 1.",
        **changed,
    }


@pytest.mark.parametrize(
    "hostile",
    ["<script>x</script>", "![x](y)", "[x](y)", "**b** _i_", "`c`", "<a@b.example>", "# head", "- item", "1. item"],
)
def test_no_word_of_the_data_makes_mark_up(hostile):
    page = shown(f"- {markdown.plain(hostile)}")

    assert not any(f"<{tag}" in page for tag in ("script", "img", "a ", "strong", "em", "code", "h1", "ol"))
    assert page.count("<li>") == 1


def test_no_word_of_the_data_makes_a_link_or_calls_somebody():
    said = markdown.plain("https://evil.example www.evil.example @ana #12")

    assert "://" not in said
    assert not any(call in said for call in ("www.", "@ana", "#12"))


def test_line_breaks_of_a_customer_do_not_leave_the_quote():
    quote = {"text": "broken\n\n# Fixed", "source": "Chat", "id": "shop:1, turn 1"}

    page = shown(markdown.brief(document(quotes=[quote])).decode())

    assert page.count("<h1>") == 1
    assert "broken # Fixed" in page.replace(markdown.JOINER, "")


def test_a_ticket_shows_a_conversation_turn_by_turn_the_quoted_one_in_bold():
    turns = [
        {"speaker": "Agent", "text": "How can I *help*?", "is_quoted": False},
        {"speaker": "Customer", "text": "It came broken.", "is_quoted": True},
    ]

    page = shown(markdown.brief(document(excerpts=[{"source": "Chat", "id": "shop:1", "turns": turns}])).decode())

    assert "<li>Agent: How can I *help*?</li>" in page
    assert "<li>Customer: <strong>It came broken.</strong></li>" in page


def test_a_ticket_says_the_finding_the_quote_with_its_contact_and_the_run():
    page = shown(markdown.brief(document()).decode())

    for words in ("Damaged shipment: 156 contacts.", "“It came broken.”", "shop:1, turn 1", "Made from run 1."):
        assert words in page
