"""The bounds of values are those of the wire."""

from __future__ import annotations

from typing import get_args

import pytest

from ctiproto.constants import limits
from ctiserver.site import values


@pytest.mark.parametrize("kind", [values.ID, values.Number, values.Count])
def test_no_number_means_none(kind: object) -> None:
    """The highest number of 32 bits stands for "none" in the protocol, so that nothing is called that."""
    (_, bounds) = get_args(kind)
    assert bounds.highest < limits.NULL_SKILL_GROUP == limits.NULL_SERVICE == limits.NULL_PERIPHERAL_ID


@pytest.mark.parametrize(
    ("kind", "size"),
    [(values.AgentID, 129), (values.Extension, 16), (values.Instrument, 64), (values.TeamName, 32)],
)
def test_text_has_the_size_of_its_field(kind: object, size: int) -> None:
    """Sizes count the NUL that ends a text on the wire."""
    (_, bounds) = get_args(kind)
    assert bounds.size == size
