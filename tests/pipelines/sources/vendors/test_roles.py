"""Roles: is a role taken where a label states it, and nowhere else?"""

import pytest

from pipelines.sources.vendors.roles import find_speakers, read_role


@pytest.mark.parametrize(
    ("label", "role", "name"),
    [
        ("AGENT", "agent", ""),
        ("Agent 2", "agent", ""),
        ("Agent (Ben)", "agent", "Ben"),
        ("Ben - Agent", "agent", "Ben"),
        ("Customer Service Rep Ana", "agent", "Rep Ana"),
        ("Customer Ana", "customer", "Ana"),
        ("END_USER", "customer", ""),
        ("Virtual Agent", "system", ""),
        ("Asistente virtual", "system", ""),
        ("Speaker 1", None, ""),
        ("Maria", None, ""),
        ("Customer ID", None, ""),
        ("Client Advisor", None, ""),
        ("", None, ""),
    ],
)
def test_a_label_states_a_role_at_one_of_its_ends(label, role, name):
    assert read_role(label) == (role, name)


def test_a_name_with_two_roles_has_none():
    speakers = find_speakers(["Agent (Ana)", "Customer (Ana)", "Ana"])

    assert speakers["Ana"] == ("unknown", "Ana")
