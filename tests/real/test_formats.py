"""Files as vendors publish them: Contact Lens (voice, chat, redacted or not) and Genesys Cloud."""

from datetime import datetime

import pytest

from tests.conftest import House

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def lens(shared_data, tmp_path_factory) -> House:
    """A source a file: both chats are the same contact, once redacted."""
    house = House(tmp_path_factory.mktemp("lens"))
    for name in ("voice_raw", "voice_redacted", "chat_raw", "chat_redacted"):
        house.add_source(name, str(shared_data(f"formats/aws_contact_lens/{name}.json")), "contact_lens")
    house.run()
    return house


@pytest.fixture(scope="module")
def genesys(shared_data, tmp_path_factory) -> House:
    house = House(tmp_path_factory.mktemp("genesys"))
    house.add_file("genesys.toml", 'format = "genesys_conversations"\n')
    house.add_source(
        "genesys", str(shared_data("formats/genesys_cloud/analytics_conversation_details.json")), "genesys.toml"
    )
    house.run()
    return house


def turns(house, source, columns):
    return house.rows(f"select {columns} from core.turn where contact_id like '{source}:%' order by turn_index")


@pytest.mark.parametrize("name", ["voice_raw", "voice_redacted"])
def test_a_call_of_contact_lens_has_its_ten_turns_with_their_offsets(lens, name):
    assert turns(lens, name, "speaker, started_ms, ended_ms") == [
        ("agent", 0, 90),
        ("customer", 160, 4640),
        ("agent", 4640, 6610),
        ("customer", 7370, 11190),
        ("agent", 11220, 15210),
        ("customer", 15840, 18120),
        ("agent", 18310, 21820),
        ("customer", 22610, 24140),
        ("agent", 24120, 29710),
        ("customer", 30580, 32110),
    ]
    assert turns(lens, name, "text")[3] == ("I need to cancel. I want to cancel my plan subscription.",)


def test_a_call_of_contact_lens_has_no_time_of_its_own(lens):
    assert lens.rows(
        "select contact_id, channel_code, language_code, started_at from core.contact where channel_code = 'voice' order by 1"
    ) == [("voice_raw:voice_raw", "voice", "en", None), ("voice_redacted:voice_redacted", "voice", "en", None)]


@pytest.mark.parametrize("name", ["chat_raw", "chat_redacted"])
def test_a_chat_of_contact_lens_counts_its_offsets_from_its_first_message(lens, name):
    said = turns(lens, name, "turn_index, speaker, started_ms, text")

    assert len(said) == 31
    assert [speaker for _, speaker, _, _ in said[:5]] == ["system", "system", "system", "agent", "customer"]
    assert [offset for _, _, offset, _ in said[:5]] == [0, 1741, 3228, 10072, 14712]
    assert said[-1][2:] == (168058, "Ok great! Have a great day.")
    assert lens.rows(
        f"select contact_id, channel_code, started_at from core.contact where contact_id like '{name}:%'"
    ) == [(f"{name}:b49644f6-672f-445c-b209-f76b36482830", "chat", datetime(2022, 10, 27, 3, 31, 53, 390000))]


def test_what_the_vendor_masked_stays_masked(lens):
    ((text,),) = lens.rows("select text from core.turn where contact_id like 'voice_redacted:%' and turn_index = 1")
    assert "Peter" not in text


def test_the_genesys_records_become_25_contacts_by_channel(genesys):
    assert genesys.rows("select channel_code, is_callback, count(*) from core.contact group by all order by 1, 2") == [
        ("chat", False, 4),
        ("voice", False, 2),
        ("voice", True, 19),
    ]
    assert genesys.rows("select count(*) from core.turn") == [(0,)]
    assert genesys.rows("select count(*) from core.contact where is_abandoned") == [(0,)]


def test_the_genesys_wrap_up_codes_are_dispositions(genesys):
    assert genesys.rows("select disposition_code, count(*) from core.contact group by 1 order by 2 desc, 1") == [
        ("ININ-OUTBOUND-PREVIEW-SKIPPED", 19),
        ("7fb334b0-0e9e-11e4-9191-0800200c9a66", 3),
        ("1ccb1c09-9495-4034-b377-b809f58d17da", 2),
        (None, 1),
    ]


def test_a_genesys_call_has_the_queue_the_agent_and_the_durations_of_its_segments(genesys):
    assert genesys.rows(
        "select started_at, answered_at, queue_label, agent_id,"
        " queue_seconds, talk_seconds, hold_seconds, wrap_seconds, transfer_count"
        " from core.contact where contact_id = 'genesys:585f63eb-e0be-47b6-a1d0-c65ba586bef2'"
    ) == [
        (
            datetime(2016, 9, 6, 7, 6, 11, 478000),
            datetime(2016, 9, 6, 7, 6, 33, 227000),
            "95c9d5f7-ad80-4572-857a-64d241cf4851",
            "8c88c7f8-b6ba-4761-b2e5-4ae4425a3991",
            13.703,
            16.072,  # the colleague who called spoke with the machine before: that is no talk time
            0,
            5,
            0,
        )
    ]


def test_a_genesys_chat_has_the_times_of_its_agent(genesys):
    assert genesys.rows(
        "select agent_id, queue_label, talk_seconds, wrap_seconds from core.contact"
        " where contact_id = 'genesys:e578dec2-ad56-4a45-bd72-e0b6b6e0b21a'"
    ) == [("6d8e95ea-0735-4410-ba17-d987a6f5ed74", None, 926.853, 2241)]
