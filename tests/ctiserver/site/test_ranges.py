"""Ranges of numbers."""

from __future__ import annotations

import pytest

from ctiserver.site.ranges import Budget, NumberRange


def test_a_range_holds_both_its_ends() -> None:
    """Five numbers are 1001-1005, as numbers and as digits."""
    numbers = NumberRange.parse("1001-1005")
    assert numbers is not None
    assert len(numbers) == 5
    assert list(numbers.numbers()) == [1001, 1002, 1003, 1004, 1005]
    assert list(numbers.texts()) == ["1001", "1002", "1003", "1004", "1005"]


def test_leading_zeros_set_the_width() -> None:
    """Numbers are padded to the width of the first one, and may outgrow it."""
    numbers = NumberRange.parse("08-101")
    assert numbers is not None
    texts = list(numbers.texts())
    assert texts[:3] == ["08", "09", "10"]
    assert texts[-1] == "101"


@pytest.mark.parametrize(
    "text", ["", "1001", "a-b", "1-2-3", "-5", "1 - 2", "\u0661-\u0663", "1" * 19 + "-" + "2" * 19]
)
def test_other_texts_stand_for_themselves(text: str) -> None:
    """Only two numbers of ASCII digits with a hyphen between them are a range."""
    assert NumberRange.parse(text) is None


def test_a_range_counts_up() -> None:
    """A range whose end comes first is refused, with the range that was probably meant."""
    with pytest.raises(ValueError, match='such as "1001-1005", not "1005-1001"'):
        NumberRange.parse("1005-1001")


def test_a_budget_can_be_used_up_but_not_overdrawn() -> None:
    """A budget grants exactly as many numbers as it has."""
    budget = Budget(5)
    budget.take(3)
    budget.take(2)
    with pytest.raises(ValueError, match="at most 5 numbers"):
        budget.take(1)
