"""Promises of the alignment: every element once, in order, and one mistake costs one place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ctiserver.traffic.compare.alignment import Pair, align


def _aligned(ours: str, theirs: str) -> list[Pair]:
    """Letters: upper and lower case of one letter are of one kind, and half different."""
    return align(
        ours, theirs, key=lambda each: each, kind=str.lower, distance=lambda one, two: 0.5 if one != two else 0.0
    )


def _shown(ours: str, theirs: str) -> str:
    return " ".join(
        f"{'-' if i is None else ours[i]}{'-' if j is None else theirs[j]}" for i, j in _aligned(ours, theirs)
    )


def test_what_is_equal_is_paired() -> None:
    """From nothing at all on."""
    assert _shown("", "") == ""
    assert _shown("abc", "abc") == "aa bb cc"


def test_one_missing_or_surplus_element_spoils_nothing() -> None:
    """What stands behind it finds its partner."""
    assert _shown("abcde", "abde") == "aa bb c- dd ee"
    assert _shown("abde", "abcde") == "aa bb -c dd ee"
    assert _shown("ababab", "abaab") == "aa bb aa b- aa bb"
    assert _shown("", "ab") == "-a -b"
    assert _shown("ab", "") == "a- b-"


def test_elements_of_one_kind_are_paired_although_they_differ() -> None:
    """Those of different kinds never are."""
    assert _shown("abc", "aBc") == "aa bB cc"
    assert _shown("abc", "axc") == "aa b- -x cc"
    assert _shown("aabb", "aAbB") == "aa aA bb bB"


def test_what_changed_places_is_surplus_there_and_missing_here() -> None:
    """Each row keeps its order, so what stands elsewhere is missing in one place and surplus in the other."""
    assert _shown("abcd", "bcda") == "a- bb cc dd -a"


def test_large_gaps_are_cut() -> None:
    """They are done with in time, and equal neighbours still find each other."""
    ours, theirs = "ab" * 300, "ba" * 300
    pairs = _aligned(ours, theirs)
    assert sum(i is not None and j is not None for i, j in pairs) > 550
    _check(ours, theirs, pairs)


def _check(ours: str, theirs: str, pairs: list[Pair]) -> None:
    assert [i for i, _ in pairs if i is not None] == list(range(len(ours)))
    assert [j for _, j in pairs if j is not None] == list(range(len(theirs)))
    assert (None, None) not in pairs
    assert all(ours[i].lower() == theirs[j].lower() for i, j in pairs if i is not None and j is not None)


@given(st.text("abcABC", max_size=30), st.text("abcABC", max_size=30))
def test_any_two_sequences(ours: str, theirs: str) -> None:
    """Each element stands in the result once, in its order, and with one of its kind or alone."""
    pairs = _aligned(ours, theirs)
    _check(ours, theirs, pairs)
    assert pairs == _aligned(ours, theirs)


@given(st.text("abcdefgh", max_size=40), st.data())
def test_taking_out_one_element_leaves_the_others_equal(whole: str, data: st.DataObject) -> None:
    """However often it stands there."""
    if whole:
        at = data.draw(st.integers(0, len(whole) - 1))
        pairs = _aligned(whole, whole[:at] + whole[at + 1 :])
        assert sum(j is None for _, j in pairs) == 1
        assert all(j is None or (i is not None and whole[i] == (whole[:at] + whole[at + 1 :])[j]) for i, j in pairs)
