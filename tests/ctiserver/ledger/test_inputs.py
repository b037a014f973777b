"""Inputs are values: frozen, equal by what they say, and each has its time."""

from __future__ import annotations

from typing import get_args

import attrs
import pytest

from ctiserver.ledger.inputs import Founded, Input, Received
from tests.ctiserver.ledger.values import INPUTS


def test_the_examples_are_of_every_kind() -> None:
    """The examples have every kind of input, so that tests with them forget none."""
    assert {type(each) for each in INPUTS} == {Founded, *get_args(Input)}


@pytest.mark.parametrize("given", INPUTS, ids=lambda given: type(given).__name__)
def test_an_input_never_changes(given: Input) -> None:
    """An input that is kept stays as it came."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        given.at = 0.0  # type: ignore[misc]
    assert attrs.evolve(given) == given
    assert attrs.evolve(given, at=0.0) != given


def test_bytes_are_not_shown() -> None:
    """They may have a password in them."""
    assert repr(Received(at=0.0, client=1, data=b"secret")) == "Received(at=0.0, client=1)"
