"""Protocol versions."""

from __future__ import annotations

import pytest

from ctiproto.versions import VERSIONS, Dialect, Profile, nearest_version


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
    assert [version for version in VERSIONS if Profile(version).wide_tags] == list(range(20, 26))


def test_a_profile_is_a_value() -> None:
    """Equal dialect and version are the same profile."""
    assert Profile(15) == Profile(15, Dialect.UCCE)
    assert len({Profile(15), Profile(15), Profile(16)}) == 2


@pytest.mark.parametrize(("announced", "version"), [(0, 9), (9, 9), (24, 24), (26, 25), (0xFFFFFFFF, 25)])
def test_a_version_that_is_none_is_read_as_the_nearest(announced: int, version: int) -> None:
    """An OPEN_REQ of a version that nobody has is still read, so that it can be refused with its InvokeID."""
    assert nearest_version(announced) == version
