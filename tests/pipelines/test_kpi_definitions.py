"""Does kpis.toml define what is published, and is a slip in it told before anything is counted?"""

from datetime import date, datetime

import pytest

from pipelines.kpis import define_kpis
from pipelines.settings import SettingsError, load_settings
from tests.conftest import ROOT
from tests.pipelines.kpi_tables import build, in_memory, kpi

KPI = """
[x]
label = "X"
unit = "share"
direction = "up"
definition = "Within {threshold_seconds} s."
variant = "all"
variants.all = { numerator = "answered_count", denominator = "contact_count" }
"""


@pytest.fixture
def warehouse():
    with in_memory() as connection:
        yield connection


def defined(house, text, extra=""):
    """The KPIs of a kpis.toml, under a voc.toml with more in it."""
    house.add_file("words/kpis.toml", text)
    house.extra = f'[taxonomy]\nfrom = "words"\n{extra}'
    return define_kpis(house.settings)


def test_every_kpi_of_the_page_says_how_it_is_worked_out():
    shipped = {row["kpi_code"]: row for row in define_kpis(load_settings(ROOT / "voc.toml"))}

    assert {row["group_code"] for row in shipped.values()} == {
        "speed",
        "resolution",
        "satisfaction",
        "quality",
        "cost",
        None,
    }
    assert shipped["csat"]["interval_code"] == "wilson" and shipped["nps"]["interval_code"] == "nps"
    assert shipped["occupancy"]["table_code"] == "agent_time" and shipped["contact_rate"]["table_code"] == "volume"
    assert all(row["denominator"] for row in shipped.values() if row["unit"] not in ("count", "hours"))


def test_the_version_changes_with_what_the_number_means_and_with_nothing_else(house):
    first = defined(house, KPI)[0]

    assert (
        defined(house, KPI.replace('"X"', '"Another label"') + "target = 0.9\n")[0]["kpi_version"]
        == first["kpi_version"]
    )
    assert (
        defined(house, KPI.replace('= "contact_count"', '= "queued_count"'))[0]["kpi_version"] != first["kpi_version"]
    )
    stricter = defined(house, KPI, "[service_level]\nthreshold_seconds = 10\n")[0]
    assert stricter["definition"] == "Within 10 s."
    assert stricter["kpi_version"] != first["kpi_version"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('direction = "up"\n', "", "x says no direction"),
        ('"share"', '"percent"', 'x has the unit "percent". Use one of: count'),
        ('variant = "all"', 'variant = "some"', 'x has no variant "some". Use one of: all'),
        ("threshold_seconds", "patience", 'names the setting "patience". Use one of: threshold_seconds'),
        ('label = "X"', 'label = "X"\ninterval = "mean"', "needs squares"),
        ('numerator = "answered_count", ', "", "has no numerator"),
    ],
)
def test_a_slip_in_a_definition_is_told_with_what_is_allowed(house, old, new, told):
    with pytest.raises(SettingsError, match=r"kpis\.toml: ") as error:
        defined(house, KPI.replace(old, new))

    assert told in str(error.value)


def test_average_hold_is_of_contacts_that_had_one_and_the_other_denominator_stands_beside_it(warehouse):
    started = datetime(2026, 3, 2, 9)
    held = [("a", 0.0), ("b", 60.0), ("c", None), ("d", 120.0)]
    build(
        warehouse,
        [
            {"contact_id": name, "started_at": started, "talk_seconds": 100.0, "hold_seconds": hold}
            for name, hold in held
        ],
    )

    assert kpi(warehouse, "hold_time") == 90
    others = "select numerator, denominator from marts.kpi_variant where kpi_code = 'hold_time' and not is_used"
    ((numerator, denominator),) = warehouse.execute(others).fetchall()
    assert warehouse.execute(f"select sum({numerator}) / sum({denominator}) from marts.contact_kpi").fetchall() == [
        (45,)
    ]


def test_a_contact_is_within_business_hours_by_the_clock_of_its_site(warehouse, house):
    house.extra += """
    [business_hours]
    days = ["mon", "tue", "wed", "thu", "fri"]
    from = "09:00"
    to = "17:00"
    [business_hours.sites.Night]
    days = ["mon", "sun"]
    from = "00:00"
    to = "24:00"
    """
    contacts = [  # on Monday 2 March, times in UTC
        ("opens", "East", "America/New_York", datetime(2026, 3, 2, 14, 0)),  # 9:00
        ("early", "East", "America/New_York", datetime(2026, 3, 2, 13, 59)),
        ("closed", "East", "America/New_York", datetime(2026, 3, 2, 22, 0)),  # 17:00
        ("sunday", "East", "America/New_York", datetime(2026, 3, 1, 15, 0)),
        ("late", "Night", "UTC", datetime(2026, 3, 2, 23, 59)),
        ("tuesday", "Night", "UTC", datetime(2026, 3, 3, 12, 0)),
    ]
    build(
        warehouse,
        [
            {"contact_id": name, "site_code": site, "site_timezone": zone, "started_at": at}
            for name, site, zone, at in contacts
        ],
        settings=house.settings,
    )

    hours = dict(warehouse.execute("select contact_id, hours_code from marts.contact_kpi").fetchall())
    within = {name for name, code in hours.items() if code == "business"}
    assert within == {"opens", "late"} and set(hours.values()) == {"business", "outside"}


@pytest.mark.parametrize("hours", ['from = "18:00"\nto = "09:00"', 'to = "24:30"', 'days = ["monday"]', 'from = "9"'])
def test_hours_that_no_site_can_keep_are_refused(house, hours):
    house.extra += f"[business_hours]\n{hours}\n"

    with pytest.raises(SettingsError, match="business_hours"):
        _ = house.settings


def test_the_contact_rate_is_per_thousand_orders_of_the_days_for_which_they_are_supplied(warehouse):
    contacts = [
        {"contact_id": f"c{number}", "started_at": datetime(2026, 3, 2 + number // 3, 9)} for number in range(9)
    ]  # three a day from the 2nd to the 4th
    orders = [
        {"contact_date": date(2026, 3, 2), "volume_count": 100},
        {"contact_date": date(2026, 3, 3), "volume_count": 50, "site_code": "North"},
        {"contact_date": date(2026, 3, 3), "volume_count": 150, "site_code": "South"},
    ]

    build(warehouse, contacts, volumes=orders)

    assert kpi(warehouse, "contact_rate") == pytest.approx(1000 * 6 / 300)


def test_without_a_volume_there_is_no_contact_rate(warehouse):
    build(warehouse, [{"contact_id": "c1", "started_at": datetime(2026, 3, 2, 9)}])

    assert kpi(warehouse, "contact_rate") is None


def test_orders_a_day_are_read_by_a_mapping_and_the_newest_figure_wins(house):
    house.add_file(
        "orders.toml",
        'format = "csv"\nrecord = "volume"\n[fields]\ncontact_date = "day"\nvolume_count = "orders"\n',
    )
    house.add_source("orders", "orders/*.csv", "orders.toml", timezone="America/New_York")
    house.add_file("orders/1.csv", "day,orders\n2026-03-02,100\n2026-03-03,x\n2026-03-04,90.5\n")
    house.add_tickets("t.csv", {"id": "1", "started": "2026-03-02T09:00:00Z", "code": "LATE"})
    house.pull()
    house.add_file("orders/2.csv", "day,orders\n2026-03-02,120\n")
    house.pull()

    assert house.rows("select * from core.volume order by 1") == [
        (date(2026, 3, 2), "unknown", 120),
        (date(2026, 3, 4), "unknown", 90.5),
    ]
    assert house.rows("select column_name, value, reason from ops.rejected_row") == [("orders", "x", "is not a number")]
