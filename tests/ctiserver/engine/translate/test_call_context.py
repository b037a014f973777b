"""How much of a call's variables an event may carry."""

from __future__ import annotations

import pytest

from ctiproto.wire import NamedArray, NamedVariable
from ctiserver.centre.switch.context import CallData
from ctiserver.engine.translate import call_context

VALUE = 199
"""With its NUL, 200 bytes: ten of them are the 2,000 that may be."""


def _variables(count: int, name: str = "user.v", value: int = VALUE) -> tuple[NamedVariable, ...]:
    return tuple(NamedVariable(f"{name}{number}", "x" * value) for number in range(count))


def _elements(count: int, name: str = "user.a") -> tuple[NamedArray, ...]:
    return tuple(NamedArray(name, number, "x" * VALUE) for number in range(count))


@pytest.mark.fidelity("variables.too-much-ecc")
@pytest.mark.parametrize(
    ("variables", "elements", "is_sent"),
    [
        (_variables(10), (), True),
        (_variables(9), _elements(1), True),
        ((), _elements(10), True),
        (_variables(11), (), False),
        (_variables(10), _elements(1), False),
        ((*_variables(9), NamedVariable("user.last", "x" * (VALUE + 1))), (), False),
        # ten names of 50 bytes with their NULs, and one byte more
        (_variables(10, "n" * 48, 0), (), True),
        ((*_variables(9, "n" * 48, 0), NamedVariable("n" * 50, "")), (), False),
        # elements of arrays count as well, each with its name
        (_variables(5, "n" * 48, 0), (NamedArray("a" * 49, 0, ""),) * 5, True),
        (_variables(5, "n" * 48, 0), (NamedArray("a" * 49, 0, ""),) * 6, False),
        ((), (NamedArray("a" * 49, 0, ""),) * 11, False),
    ],
)
def test_named_variables_stand_there_all_or_not_at_all(
    variables: tuple[NamedVariable, ...], elements: tuple[NamedArray, ...], is_sent: bool
) -> None:
    """More than 2,000 bytes of values or 500 bytes of names: the event goes without any."""
    told = call_context.ecc(CallData(named_variables=variables, named_arrays=elements))
    assert (len(told["named_variables"]), len(told["named_arrays"])) == (
        (len(variables), len(elements)) if is_sent else (0, 0)
    )


@pytest.mark.fidelity("variables.empty-ones")
def test_variables_that_are_empty_are_left_out() -> None:
    """An event has an empty call variable only if it was just cleared."""
    data = CallData(call_variables=("a", "", *[""] * 8))
    assert call_context.variables(data)["call_variable2"] is None
    assert call_context.variables(data, ("call_variable_2",)) == {
        **{f"call_variable{number}": None for number in range(1, 11)},
        "call_variable2": "",
    }
