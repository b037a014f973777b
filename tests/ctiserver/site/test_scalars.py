"""Single values of a site file."""

from __future__ import annotations

import math
from datetime import date

import pytest

from ctiproto.constants import DeskSettingsMask, PeripheralType
from ctiserver.site import scalars
from ctiserver.site.values import Real, Text, Whole

HUGE = 1 << 20_000


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({}, "a table"),
        ([1], "a list"),
        (True, "true"),
        (False, "false"),
        (7, "7"),
        (HUGE, "a far larger number"),
        (1.5, "1.5"),
        ("it's", '"it\'s"'),
        ("a\nb\u2028c", r'"a\nb\u2028c"'),
        ("x" * 100, '"' + "x" * 39 + '..."'),
        (date(2026, 11, 20), "2026-11-20"),
    ],
    ids=scalars.shown,
)
def test_any_value_is_shown_on_one_short_line(value: object, text: str) -> None:
    """Errors can name every value that TOML can hold."""
    assert scalars.shown(value) == text


@pytest.mark.parametrize("value", [12345, "x" * 64, "hunter\n2"], ids=scalars.shown)
def test_what_is_secret_is_not_named(value: object) -> None:
    """The error says what was expected alone."""
    read = scalars.text(Text(64, is_secret=True))
    with pytest.raises(
        ValueError, match=r"^expected printable Latin-1 text in quotes, 1 to 63 characters, not what is there$"
    ):
        read(value)


def test_a_flag_is_true_or_false() -> None:
    """Nothing else passes as a flag, not even 0 and 1."""
    assert scalars.flag(True) is True
    wrong: tuple[object, ...] = (0, 1, "true", [])
    for value in wrong:
        with pytest.raises(ValueError, match="expected true or false"):
            scalars.flag(value)


@pytest.mark.parametrize("value", [0, 10, True, 1.0, "5", None, [5], HUGE], ids=scalars.shown)
def test_whole_numbers_stay_within_their_bounds(value: object) -> None:
    """Bounds are included; texts, flags and numbers with a fraction are no whole numbers."""
    read = scalars.whole(Whole(1, 9))
    assert (read(1), read(9)) == (1, 9)
    with pytest.raises(ValueError, match="expected a whole number from 1 to 9, not"):
        read(value)


@pytest.mark.parametrize("value", [-0.1, 10.5, math.nan, math.inf, True, "5", HUGE], ids=scalars.shown)
def test_real_numbers_stay_within_their_bounds(value: object) -> None:
    """A whole number is welcome as a number; what is no number or has no end is not."""
    read = scalars.real(Real(0, 10))
    assert isinstance(read(10), float)
    assert read(0.5) == 0.5
    with pytest.raises(ValueError, match="expected a number from 0 to 10, not"):
        read(value)


@pytest.mark.parametrize("value", ["", "12345", 7, "a\0", "\x7f", "\x85", "\u20ac", "a\n"])
def test_text_fits_its_field_and_is_printable(value: object) -> None:
    """A field of 5 bytes takes 1 to 4 characters of printable Latin-1: its NUL needs room too."""
    read = scalars.text(Text(5))
    assert read("1234") == "1234"
    assert read("J\xf6rg") == "J\xf6rg"
    with pytest.raises(ValueError, match="expected printable Latin-1 text in quotes, 1 to 4 characters, not"):
        read(value)


def test_text_is_empty_only_where_it_may_be() -> None:
    """Names and passwords can be empty, identifiers cannot."""
    assert scalars.text(Text(5, may_be_empty=True))("") == ""


def test_a_choice_is_one_of_its_words() -> None:
    """Only the words themselves are taken."""
    read = scalars.one_of(("one", "per_item"))
    assert read("one") == "one"
    wrong: tuple[object, ...] = ("two", 1, [])
    for value in wrong:
        with pytest.raises(ValueError, match='expected "one" or "per_item", not'):
            read(value)


@pytest.mark.parametrize("value", ["ENTERPRISE_AGENT", "PT_ENTERPRISE_AGENT", 17])
def test_a_number_of_the_guide_has_three_spellings(value: object) -> None:
    """Name, name as printed, and number mean the same."""
    assert scalars.member(PeripheralType)(value) is PeripheralType.ENTERPRISE_AGENT


@pytest.mark.parametrize("value", ["enterprise", 9999, True, 17.0, ["ENTERPRISE_AGENT"]])
def test_a_number_that_the_guide_does_not_list_is_refused(value: object) -> None:
    """A slip of the pen does not become a nameless member."""
    with pytest.raises(ValueError, match=r"expected one of .*ENTERPRISE_AGENT \(17\)"):
        scalars.member(PeripheralType)(value)


def test_a_mask_is_a_number_or_the_names_of_its_bits() -> None:
    """Bits without a name can be set by number only."""
    read = scalars.mask(DeskSettingsMask)
    assert read(0x80000004) == 0x80000004
    assert read(["AUTO_ANSWER_ENABLED_MASK", "DESK_NON_ACD_CALLS_ALLOWED_MASK"]) == 0x1004
    assert read([]) == 0
    for value in (-1, 1 << 32, True, "AUTO_ANSWER_ENABLED_MASK"):
        with pytest.raises(ValueError, match="expected a list of names, or a number of 32 bits"):
            read(value)
    for bit in ("AUTO", 4):
        with pytest.raises(ValueError, match="expected one of AVAIL_AFTER_INCOMING_MASK"):
            read([bit])
