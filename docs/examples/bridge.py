"""Writes all that a CTI Server says as JSON lines, and comes back when the connection is lost."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence

import trio

from ctiproto import VERSIONS
from ctiproto.constants import CTIService
from ctiserver.client import (
    ClientError,
    ClientOptions,
    Session,
    Side,
    json_line,
    keep_session,
    open_request,
    until_interrupted,
)


async def bridge(sides: Sequence[Side], version: int, options: ClientOptions) -> None:
    """Write a line for each message of each session, until interrupted."""

    async def write(session: Session) -> None:
        options.tell(f"connected to {session.side}")
        async for received in session:
            print(json_line(received, session.profile), flush=True)

    request = open_request(version=version, services=CTIService.SERVICE_ALL_EVENTS, client_id="bridge")
    async with until_interrupted():
        await keep_session(sides, request, write, options=options)


def tell(text: str) -> None:
    """Say what happens to the connection where it does not get between the lines."""
    print(f"bridge: {text}", file=sys.stderr, flush=True)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server", metavar="HOST:PORT", help="the server, or its side A")
    parser.add_argument("other", metavar="HOST:PORT", nargs="?", help="side B, if there is one")
    parser.add_argument(
        "--version", type=int, default=25, choices=VERSIONS, metavar="N", help="the protocol version (25)"
    )
    words = parser.parse_args()
    try:
        sides = [Side.at(words.server, "A")] + ([Side.at(words.other, "B")] if words.other else [])
        trio.run(bridge, sides, words.version, ClientOptions(now=time.time, tell=tell))
    except ClientError as error:
        raise SystemExit(f"bridge: {error}") from None
    except BrokenPipeError:  # who read the lines has gone; Python must not complain when it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
