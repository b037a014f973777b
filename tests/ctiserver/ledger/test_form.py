"""Inputs as bytes and back, and what is said about bytes that are none."""

from __future__ import annotations

import json
from typing import Any, get_args

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ctiproto.versions import Dialect
from ctiserver.admin.commands import COMMANDS
from ctiserver.admin.queries import QUERIES
from ctiserver.centre.switch.commands import Command, Reconfigure
from ctiserver.ledger.form import FORM, FormError, read, write
from ctiserver.ledger.inputs import Commanded, Founded, Input, Ordered
from tests.ctiserver.ledger.values import INPUTS, assert_same
from tests.support.harness import demo

PLAIN = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
MANY = settings(PLAIN, max_examples=200)
FEW = settings(PLAIN, max_examples=10)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize("value", INPUTS, ids=lambda value: type(value).__name__)
def test_there_and_back(value: Founded | Input) -> None:
    """The same values of the same types, on one line."""
    data = write(value)
    assert b"\n" not in data
    assert_same(read(data), value)
    assert write(read(data)) == data


def test_the_form_is_json_that_people_can_read() -> None:
    """Its number first, then what it is, its time and its fields."""
    (received,) = (value for value in INPUTS if type(value).__name__ == "Received")
    assert write(received) == b'{"form":1,"input":"received","at":1767600600.25,"client":1,"data":"00ff"}'


def test_a_dialect_is_written_where_it_is_not_ucce() -> None:
    """What was written before there were dialects is read as UCCE."""
    founded = INPUTS[0]
    assert isinstance(founded, Founded)
    assert b"dialect" not in write(founded)
    other = attrs.evolve(founded, site=attrs.evolve(founded.site, dialect=Dialect.UCCX))
    assert b'"dialect":"uccx"' in write(other)
    assert_same(read(write(other)), other)


@pytest.mark.parametrize("kind", get_args(Command), ids=lambda kind: kind.__name__)
def test_every_command_of_the_switch(kind: type) -> None:
    """A command comes back as it was written, whatever its fields hold."""

    @FEW
    @given(command=st.just(Reconfigure(site=demo())) if kind is Reconfigure else st.from_type(kind))
    def there_and_back(command: Any) -> None:
        value = Commanded(at=0.0, command=command)
        assert_same(read(write(value)), value)

    there_and_back()


@pytest.mark.parametrize("kind", [*COMMANDS, *QUERIES], ids=lambda kind: kind.phrase)
def test_every_command_and_query_of_an_operator(kind: type) -> None:
    """A command or query comes back as it was written, whatever its fields hold."""

    @FEW
    @given(request=st.from_type(kind))
    def there_and_back(request: Any) -> None:
        value = Ordered(at=0.0, request=request)
        assert_same(read(write(value)), value)

    there_and_back()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no JSON: Expecting value: line 1 column 1 (char 0)"),
        (b"\xff", "no JSON: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
        (b"[" * 100_000, "no JSON: "),
        (b"[]", "no JSON object"),
        (b"{}", "form None, expected 1"),
        (b'{"form":2,"input":"ticked","at":1}', "form 2, expected 1"),
        (b'{"form":true,"input":"ticked","at":1}', "form True, expected 1"),
        (b'{"form":1,"input":"tacked","at":1}', "input 'tacked', expected one of founded, started, "),
        (b'{"form":1,"input":["ticked"],"at":1}', "input ['ticked'], expected one of founded, "),
        (b'{"form":1,"input":"ticked"}', "ticked: required field missing @ ticked.at"),
        (b'{"form":1,"input":"ticked","at":true}', "ticked: expected a number, not True @ ticked.at"),
        (b'{"form":1,"input":"ticked","at":NaN}', "no JSON: NaN is no number"),
        (b'{"form":1,"input":"ticked","at":1,"by":2}', "ticked: extra fields found (by) @ ticked"),
        (b'{"form":1,"input":"lost","at":1,"client":"3"}', "lost: expected int, not '3' @ lost.client"),
        (b'{"form":1,"input":"lost","at":1,"client":true}', "lost: expected int, not True @ lost.client"),
        (
            b'{"form":1,"input":"received","at":1,"client":3,"data":"0g"}',
            "received: non-hexadecimal number found in fromhex() arg at position 1 @ received.data",
        ),
        (
            b'{"form":1,"input":"received","at":1,"client":3,"data":7}',
            "received: expected hexadecimal digits, not 7 @ received.data",
        ),
        (
            b'{"form":1,"input":"ordered","at":1,"request":{"phrase":"sing"}}',
            "ordered: phrase 'sing' is unknown @ ordered.request",
        ),
        (b'{"form":1,"input":"ordered","at":1,"request":[]}', "ordered: expected an object, not [] @ ordered.request"),
        (
            b'{"form":1,"input":"commanded","at":1,"command":{"command":"AnnounceCall","peripheral_id":"5000"}}',
            "expected int, not '5000' @ commanded.command.peripheral_id",
        ),
        (
            b'{"form":1,"input":"ordered","at":1,"request":{"phrase":"side stop","side":7}}',
            "expected str, not 7 @ ordered.request.side",
        ),
        (
            b'{"form":1,"input":"ordered","at":1,"request":{"phrase":"side stop","side":"C"}}',
            "'C' is not a valid ",
        ),
    ],
)
def test_bytes_that_are_no_input(data: bytes, reason: str) -> None:
    """The error says what is wrong, and where it stands."""
    with pytest.raises(FormError) as raised:
        read(data)
    assert reason in str(raised.value)


@MANY
@given(
    data=st.binary()
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ).map(lambda value: json.dumps(value).encode())
)
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    """There is one error for all that can be wrong."""
    with pytest.raises(FormError):
        read(data)


@MANY
@given(at=st.integers(0, 3000), byte=st.integers(0, 255), which=st.sampled_from(INPUTS[1:]))
def test_a_byte_that_is_another_one(at: int, byte: int, which: Input) -> None:
    """It is an input still, or refused."""
    data = bytearray(write(which))
    data[at % len(data)] = byte
    try:
        found = read(bytes(data))
    except FormError:
        return
    assert isinstance(found, get_args(Input))


def test_the_number_of_the_form() -> None:
    """Who changes it has to read the form before, too."""
    assert FORM == 1
