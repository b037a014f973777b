"""Writes what agents did when, as CSV: a line for each change of state, with how long the state before it lasted."""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import os
import sys
import time
from dataclasses import dataclass
from typing import TextIO

import trio

from ctiproto.constants import AgentState, CTIService
from ctiproto.messages import AgentStateEvent
from ctiserver.client import ClientError, ClientOptions, Received, Side, open_request, open_session, until_interrupted

COLUMNS = ("time", "peripheral", "agent", "state", "reason", "state_before", "reason_before", "seconds_before")


@dataclass(frozen=True)
class Stay:
    """An agent in a state, since when."""

    state: AgentState
    reason: int
    since: float


def name(state: AgentState) -> str:
    """The name of a state, or its number if it has none."""
    return state.name or str(int(state))


class Adherence:
    """What every agent does now, as far as it was heard of."""

    def __init__(self) -> None:
        self._stays: dict[tuple[int, str], Stay] = {}

    def line(self, received: Received) -> tuple[object, ...] | None:
        """The line that a message is worth, if it is one."""
        event = received.message
        if not isinstance(event, AgentStateEvent) or event.agent_id is None:
            return None
        key = (event.peripheral_id, event.agent_id)
        before = self._stays.get(key)
        # There is an event for each skill group of the agent, and one when the agent only chooses what comes next.
        if before is not None and (before.state, before.reason) == (event.agent_state, event.event_reason_code):
            return None
        # StateDuration is not 0 where a state is told again that began earlier.
        now = Stay(event.agent_state, event.event_reason_code, received.time - event.state_duration)
        self._stays[key] = now
        moment = dt.datetime.fromtimestamp(now.since, dt.UTC).isoformat(timespec="milliseconds")
        told = (moment, *key, name(now.state), now.reason)
        if before is None:  # since when is not known
            return (*told, "", "", "")
        return (*told, name(before.state), before.reason, f"{now.since - before.since:.3f}")


async def adherence(side: Side, out: TextIO, options: ClientOptions) -> None:
    """Write a line for each change of state, until interrupted."""
    book, lines = Adherence(), csv.writer(out, lineterminator="\n")
    request = open_request(version=25, services=CTIService.SERVICE_ALL_EVENTS, client_id="adherence")
    async with until_interrupted(), open_session([side], request, options=options) as session:
        lines.writerow(COLUMNS)
        out.flush()
        async for received in session:
            line = book.line(received)
            if line is not None:
                lines.writerow(line)
                out.flush()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server", metavar="HOST:PORT")
    words = parser.parse_args()
    try:
        trio.run(adherence, Side.at(words.server), sys.stdout, ClientOptions(now=time.time))
    except ClientError as error:
        raise SystemExit(f"adherence: {error}") from None
    except BrokenPipeError:  # who read the lines has gone; Python must not complain when it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
