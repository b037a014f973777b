"""``python -m tests.soak virtual`` (an hour in memory) or ``python -m tests.soak real`` (ten minutes with sockets)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from tests.soak import real, virtual
from tests.soak.samples import Sample, flaws

HEAD = f"{'seconds':>8} {'visits':>8} {'memory MB':>10} {'tasks':>6} {'descriptors':>12}"


def _show(sample: Sample) -> None:
    _say(
        f"{sample.at:>8,.0f} {sample.visits:>8,} {sample.memory / 1e6:>10.2f} {sample.tasks:>6} "
        f"{sample.descriptors:>12}"
    )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(words: Sequence[str] | None = None) -> int:
    """Soak, show what the server holds in each pause, and say by the exit status whether that stayed the same."""
    parser = argparse.ArgumentParser("python -m tests.soak", description="Look whether anything grows in a server.")
    parser.add_argument("kind", choices=("virtual", "real"))
    parser.add_argument("--minutes", type=float, help="how long visitors come; 60 in virtual, 10 in real time")
    parser.add_argument("--pauses", type=int, default=10, help="how often it is looked at")
    parser.add_argument("--visitors", type=int, default=50, help="how many come at a time")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(words)
    soak, minutes = (virtual.soak, 60.0) if given.kind == "virtual" else (real.soak, 10.0)
    _say(HEAD)
    samples, count = soak(
        minutes if given.minutes is None else given.minutes, given.pauses, given.visitors, given.seed, _show
    )
    _say(", ".join(f"{name.replace('_', ' ')} {number:,}" for name, number in sorted(count.items())))
    grown = flaws(samples)
    _say("; ".join(grown) or "nothing grew")
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main())
