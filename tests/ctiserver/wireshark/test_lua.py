"""Promises of ctiserver.wireshark.lua."""

from __future__ import annotations

import pytest

from ctiserver.wireshark.lua import Value, literal, table


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "nil"),
        (True, "true"),
        (False, "false"),
        (-1, "-1"),
        ('a "quoted" \\ text', r'"a \"quoted\" \\ text"'),
        ([1, "a"], '{1, "a"}'),
        ((), "{}"),
        ({"name": "a", "since": None, "list": [1]}, '{name="a", list={1}}'),
        ({0: "zero", -5: "minus"}, '{[0]="zero", [-5]="minus"}'),
        ({"end": 1, "two words": 2}, '{["end"]=1, ["two words"]=2}'),
    ],
)
def test_values(value: Value, said: str) -> None:
    """Numbers, texts and tables stand as Lua writes them; what is absent is left out."""
    assert literal(value) == said


def test_what_is_no_plain_text() -> None:
    """The file is ASCII; a text that is not is an error of the declarations."""
    with pytest.raises(ValueError, match=r"'\\n' is not printable ASCII"):
        literal("\n")


def test_tables_have_one_entry_a_line() -> None:
    """So that a change of a declaration shows as one line."""
    assert table([{"a": 1}, {"a": 2}]) == "{\n  {a=1},\n  {a=2},\n}"
    assert table({"x": [1], "y": "end"}) == '{\n  x={1},\n  y="end",\n}'
