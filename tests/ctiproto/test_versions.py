"""Protocol versions, and which one a frame is read in."""

from __future__ import annotations

import pytest

from ctiproto.versions import VERSIONS, Dialect, Profile


def test_the_versions_are_9_to_25() -> None:
    """What the guides describe, first and last included."""
    assert list(VERSIONS) == list(range(9, 26))


@pytest.mark.parametrize("version", [8, 26, 0, -1])
def test_there_is_no_profile_of_another_version(version: int) -> None:
    """A version that no guide describes is refused."""
    with pytest.raises(ValueError, match=f"protocol version {version} is not one of 9 to 25"):
        Profile(version)


def test_tags_are_two_bytes_wide_from_version_20_on() -> None:
    """Tag and length of a floating field take one byte each before."""
    widths = {version: (Profile(version).tag_width, Profile(version).length_width) for version in VERSIONS}
    assert widths == {version: (1, 1) if version < 20 else (2, 2) for version in range(9, 26)}


def test_a_profile_is_a_value() -> None:
    """Equal dialect and version are the same profile."""
    assert Profile(15) == Profile(15, Dialect.UCCE)
    assert len({Profile(15), Profile(15), Profile(16)}) == 2
    assert Profile(15).dialect.is_default


def test_the_versions_of_a_dialect() -> None:
    """Each dialect has its own; those of UCCE are the public ones."""
    assert Dialect.UCCE.versions == VERSIONS


@pytest.mark.parametrize(("announced", "version"), [(0, 9), (9, 9), (24, 24), (26, 25), (0xFFFFFFFF, 25)])
def test_a_version_that_is_none_is_read_as_the_nearest(announced: int, version: int) -> None:
    """An OPEN_REQ of an unknown version is still read, so that it can be refused with its InvokeID."""
    assert Profile.nearest(announced) == Profile(version)


@pytest.mark.fidelity("uccx.wide-tags")
def test_a_dialect_has_versions_and_widths_of_its_own() -> None:
    """A profile is of one dialect: what one says of a version, the other does not say."""
    other = Dialect.UCCX
    assert list(Dialect) == [Dialect.UCCE, other]
    assert not other.is_default
    with pytest.raises(ValueError, match="protocol version 9 is not one of 10 to 18"):
        Profile(9, other)
    assert [Profile.nearest(number, other).version for number in (0, 12, 25)] == [10, 12, 18]
    widths = [(Profile(version, other).tag_width, Profile(version, other).length_width) for version in (10, 17, 18)]
    assert widths == [(1, 1), (1, 1), (2, 1)]
    assert Profile(15, other) != Profile(15)
