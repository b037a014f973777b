"""The soak works, and finds what grows."""

from __future__ import annotations

import attrs
import pytest

from tests.soak.__main__ import main
from tests.soak.samples import Sample, flaws
from tests.soak.visitors import KINDS

SAMPLE = Sample(at=0.0, memory=50_000_000, tasks=7, descriptors=11, visits=0)


def test_a_short_one(capsys: pytest.CaptureFixture[str]) -> None:
    """Every kind of visitor comes, all are answered, and nothing grows."""
    assert main(["virtual", "--minutes", "2", "--pauses", "2", "--visitors", "8"]) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[-1] == "nothing grew"
    assert "broken off" not in said
    for kind in KINDS:
        assert kind.__name__.replace("_", " ") in said


@pytest.mark.parametrize(
    ("grown", "said"),
    [
        ({"memory": 70_000_000}, ["memory grew from 50.0 to 70.0 MB"]),
        ({"memory": 58_000_000}, []),
        ({"tasks": 8}, ["tasks grew from 7 to 8"]),
        ({"descriptors": 12}, ["descriptors grew from 11 to 12"]),
        ({"tasks": 6, "descriptors": 10, "memory": 1}, []),
    ],
)
def test_what_grew(grown: dict[str, int], said: list[str]) -> None:
    """Less is no flaw, and neither is a little more memory; what was before the warm-up does not count."""
    small = attrs.evolve(SAMPLE, memory=1, tasks=1, descriptors=1)
    assert flaws([small, SAMPLE, SAMPLE, SAMPLE, attrs.evolve(SAMPLE, **grown)]) == said
