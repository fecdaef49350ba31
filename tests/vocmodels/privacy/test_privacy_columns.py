"""A column's name tells that its values are personal; names of staff and of things are not."""

import pytest

from vocmodels.privacy import personal_column


@pytest.mark.parametrize(
    ("name", "mask"),
    [
        ("Customer Name", "[NAME]"),
        ("customer_first_name", "[NAME]"),
        ("LastName", "[NAME]"),
        ("nombre del cliente", "[NAME]"),
        ("Apellidos", "[NAME]"),
        ("requester.name", "[NAME]"),
        ("name", "[NAME]"),
        ("CustomerEmail", "[EMAIL]"),
        ("Correo electrónico", "[EMAIL]"),
        ("ANI", "[PHONE]"),
        ("Caller ID", "[PHONE]"),
        ("teléfono móvil", "[PHONE]"),
        ("CustomerEndpoint.Address", "[PHONE]"),
        ("Shipping Address", "[ADDRESS]"),
        ("dirección", "[ADDRESS]"),
        ("ip_address", "[IP]"),
        ("email address", "[EMAIL]"),
        ("Date of Birth", "[DOB]"),
        ("fecha_nacimiento", "[DOB]"),
        ("card_number", "[CARD]"),
        ("SSN", "[SSN]"),
        ("Passport No", "[PASSPORT]"),
        ("DNI", "[DNI]"),
        ("user password", "[PASSWORD]"),
    ],
)
def test_a_personal_column_is_known_by_its_name(name, mask):
    assert personal_column(name) == mask


@pytest.mark.parametrize(
    "name",
    [
        "agent name", "AGENT FIRST NAME", "Queue Name", "product_name", "campaign name", "file name", "Team Name", "SKILL NAME",
        "nombre del agente", "nombre de campaña", "Contact Flow Name", "queue.name", "company name", "email count", "card type",
        "phone model", "disposition", "hold time", "DNIS", "status", "animation", "customer id type", "",
    ],
)  # fmt: skip
def test_names_of_staff_and_of_things_are_not_personal(name):
    assert personal_column(name) is None
