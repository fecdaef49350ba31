"""What voc is built on may be used and passed on as voc itself is."""

import re

import pytest

from tests.licences import licence_of, packages

BINDING = re.compile(r"(?<!L)(?<!Lesser )\b(A?GPL|General Public License|SSPL|BUSL|Commons Clause)")
OR_ELSE = re.compile(r"Artistic|MIT|BSD|Apache")  # of several licences one may choose
NOT_SAID = {"axe-playwright-python"}  # MIT by its repository


@pytest.mark.parametrize("package", packages())
def test_no_package_binds_what_is_built_on_it(package):
    licence = licence_of(package)

    assert licence or package in NOT_SAID
    assert not BINDING.search(licence) or OR_ELSE.search(licence), licence
