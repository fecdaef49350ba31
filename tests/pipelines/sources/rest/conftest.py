"""What tests of APIs share: a clock that nobody waits for."""

from __future__ import annotations

import pytest

from tests.pipelines.sources.rest.api import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()
