"""Commands and results as models of the HTTP interface."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from ctiserver.admin.commands import CallArrives, OutsideRefuses, Trouble
from ctiserver.admin.http.models import model
from ctiserver.admin.results import AgentNow


def test_a_value_has_one_model() -> None:
    """One for bodies, and one for queries."""
    assert model(CallArrives) is model(CallArrives)
    assert model(CallArrives, is_strict=True) is not model(CallArrives)


def test_what_is_said_of_a_field() -> None:
    """What it means, what it may be, and what it is without being given."""
    described = model(CallArrives).model_json_schema()
    number, variables = described["properties"]["number"], described["properties"]["variables"]
    assert (number["maxLength"], number["examples"], described["required"]) == (40, ["8001"], ["number"])
    assert number["description"] == "The number that the caller dials."
    assert variables["additionalProperties"] == {"type": "string"}
    assert described["additionalProperties"] is False
    assert model(CallArrives).model_validate({"number": "8001"}).model_dump()["variables"] == {}


def test_values_in_values() -> None:
    """A value within a value becomes a model of its own, which the outer one refers to."""
    described = model(AgentNow).model_json_schema()
    assert described["properties"]["calls"]["items"] == {"$ref": "#/$defs/PartNow"}


def test_strictness() -> None:
    """A body's number is a number; a choice is a text all the same."""
    strict = model(OutsideRefuses, is_strict=True)
    assert strict.model_validate({"call": 1, "why": "busy"}).model_dump()["why"] is Trouble.BUSY
    assert model(OutsideRefuses).model_validate({"call": "1"}).model_dump()["call"] == 1
    for wrong in ({"call": "1"}, {"call": 1, "why": "nothing"}, {"call": 2**32}, {"call": -1}, {"call": 1, "x": 1}):
        with pytest.raises(ValidationError):
            strict.model_validate(wrong)
