"""Follows the state of an agent, with asyncio."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence

from ctiproto import LocalProtocolError
from ctiproto.constants import CTIService
from ctiproto.messages import AgentStateEvent, QueryAgentStateReq
from ctiserver.client import ClientError
from ctiserver.client.aio import ClientOptions, Session, Side, keep_session, open_request

OPEN = open_request(
    version=25,
    services=CTIService.SERVICE_ALL_EVENTS | CTIService.SERVICE_CLIENT_CONTROL,
    client_id="agent",
    idle_timeout=120,
)


async def follow(sides: Sequence[Side], query: QueryAgentStateReq, count: int) -> None:
    """Write the agent's state as it is, and then each new one, until there were enough."""
    left = count

    async def use(session: Session) -> None:
        nonlocal left
        answer = await session.request(query)
        state = answer.agent_state
        print(f"{query.agent_id}: {state.name}", flush=True)
        async for received in session:
            event = received.message
            if not isinstance(event, AgentStateEvent) or event.agent_id != query.agent_id or event.agent_state is state:
                continue  # not about the agent, or the same state told for another skill group
            state = event.agent_state
            print(f"{query.agent_id}: {state.name}", flush=True)
            left -= 1
            if left == 0:
                return

    await keep_session(sides, OPEN, use, options=ClientOptions(tell=tell))


def tell(text: str) -> None:
    """Say what happens to the connection."""
    print(f"agent_asyncio: {text}", file=sys.stderr, flush=True)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server", metavar="HOST:PORT", help="the server, or its side A")
    parser.add_argument("other", metavar="HOST:PORT", nargs="?", help="side B, if there is one")
    parser.add_argument("--agent", default="1001", metavar="ID", help="who is followed (1001)")
    parser.add_argument("--count", type=int, default=10, metavar="N", help="end after so many states (10)")
    words = parser.parse_args()
    if words.count < 1:
        parser.error(f"--count {words.count}: expected at least 1")
    query = QueryAgentStateReq(invoke_id=0, peripheral_id=5000, mrd_id=1, icm_agent_id=0, agent_id=words.agent)
    try:
        sides = [Side.at(words.server, "A")] + ([Side.at(words.other, "B")] if words.other else [])
        asyncio.run(follow(sides, query, words.count))
    except (ClientError, LocalProtocolError) as error:
        raise SystemExit(f"agent_asyncio: {error}") from None
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
