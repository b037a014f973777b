"""What two clients hear of a simulated day, as a digest: ``python -m tests.support.day [SECONDS [SEED]]``.

The same seed gives the same bytes, in any process.
"""

from __future__ import annotations

import hashlib
import sys
from time import perf_counter

from ctiproto.constants import CTIService
from tests.support.harness import World

SERVICES = CTIService.SERVICE_ALL_EVENTS | CTIService.SERVICE_CLIENT_MONITOR | CTIService.SERVICE_SUPERVISOR


def feeds(seconds: float, seed: int) -> tuple[str, int]:
    """The digest of what clients of versions 15 and 25 hear, and how many frames that is."""
    world = World(workload=True, seed=seed)
    clients = [world.bridge(version, SERVICES) for version in (15, 25)]
    world.passes(seconds)
    digest = hashlib.sha256()
    for client in clients:
        digest.update(b"".join(client.frames))
    return digest.hexdigest(), sum(len(client.frames) for client in clients)


def main() -> None:
    """Print the digest, the number of frames, and on standard error how long it took."""
    seconds, seed = (float(sys.argv[1]), int(sys.argv[2])) if len(sys.argv) > 2 else (86_400.0, 1)
    begin = perf_counter()
    digest, frames = feeds(seconds, seed)
    sys.stdout.write(f"{digest} {frames}\n")
    sys.stderr.write(f"{perf_counter() - begin:.1f} s\n")


if __name__ == "__main__":
    main()
