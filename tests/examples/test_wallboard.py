"""``docs/examples/wallboard.py`` shows how the skill groups are doing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState
from ctiserver.site.load import demo_text
from tests.support.harness import PG, call_req, dial_req, state_req
from tests.support.served import Operator, Program, Served, example, serving

GROUPS = {1: "Sales", 2: "Support", 3: "Billing", 49: "Default"}
Board = dict[str, list[str]]
"""The cells of each group."""

S = AgentState
WORK = (S.WORK_READY, S.WORK_NOT_READY)
COLUMNS: Final[tuple[tuple[S, ...], ...]] = (
    (S.AVAILABLE,),
    (S.RESERVED,),
    (S.TALKING,),
    (S.HOLD,),
    WORK,
    (S.BUSY_OTHER,),
    (S.NOT_READY,),
)


def look(program: Program) -> Board:
    """The next board that it shows."""
    title, *lines = [program.line().split() for _ in range(1 + len(GROUPS))]
    assert title[:4] == ["group", "agents", "available", "reserved"]
    assert [name for name, *_ in lines] == list(GROUPS.values())
    return {name: cells for name, *cells in lines}


def adds_up(board: Board) -> bool:
    """Whether agents are as many as there are in all states, and calls as many as there were of all ends."""
    figures = [list(map(int, cells)) for cells in board.values()]
    return all(row[0] == sum(row[1:8]) and row[10] == sum(row[11:]) for row in figures)


def recounted(operator: Operator) -> Board:
    """What the board should show, from what another session heard: states looked up, contacts as sets."""
    heard = [item.message for item in operator.feed]
    states = {
        (event.agent_id, event.skill_group_number): event.skill_group_state
        for event in heard
        if isinstance(event, m.AgentStateEvent)
    }
    # Each call of a contact counts for the contact; calls that no router saw are none of the queues'.
    contacts = {
        event.connection_call_id: event.router_call_key_call_id or -event.connection_call_id
        for event in heard
        if isinstance(event, m.BeginCallEvent)
    }
    answered = {contacts[event.connection_call_id] for event in heard if isinstance(event, m.CallEstablishedEvent)}
    ended = {event.connection_call_id for event in heard if isinstance(event, m.EndCallEvent)}
    over = {*contacts.values()} - {contact for call, contact in contacts.items() if call not in ended}
    board = {}
    for number, name in GROUPS.items():
        own: Counter[S] = Counter(
            state for (_, group), state in states.items() if group == number and state is not S.LOGOUT
        )
        queued = [
            event.connection_call_id
            for event in heard
            if isinstance(event, m.CallQueuedEvent) and event.skill_groups[0].skill_group_number == number
        ]
        dequeued = [event.connection_call_id for event in heard if isinstance(event, m.CallDequeuedEvent)]
        waiting = len(queued) - sum(call in queued for call in dequeued)
        calls = {contacts[call] for call in queued}
        figures = [own.total(), *(sum(own[state] for state in column) for column in COLUMNS), waiting]
        ends = (calls - answered - over, calls & answered - over, calls & answered & over, calls - answered & over)
        board[name] = [str(figure) for figure in (*figures, 0, len(calls), *map(len, ends))]
    return board


def calls_of_all_ends(operator: Operator) -> None:
    """One call is handled, one is given up, one is talked, one waits; an agent is not ready."""
    for agent in ("1001", "1002", "1003", "1006", "1007"):
        operator.asks(state_req(agent, S.LOGIN))
    operator.asks(state_req("1001", S.AVAILABLE))
    operator.asks(dial_req("2006", "8001"))
    call = operator.hears(m.CallDeliveredEvent, alerting_device_id="2001").connection_call_id
    operator.asks(call_req(m.AnswerCallReq, "2001", call))
    operator.asks(call_req(m.ClearConnectionReq, "2006", call))
    operator.asks(state_req("1001", S.AVAILABLE))
    operator.hears(m.EndCallEvent, connection_call_id=call)
    operator.asks(dial_req("2006", "8001"))
    call = operator.hears(m.CallDeliveredEvent, alerting_device_id="2001").connection_call_id
    operator.asks(call_req(m.AnswerCallReq, "2001", call))
    for number in ("8001", "8002"):
        operator.asks(dial_req("2007", number))
        call = operator.hears(m.CallQueuedEvent).connection_call_id
        operator.asks(call_req(m.ClearConnectionReq, "2007", call))
        operator.hears(m.EndCallEvent, connection_call_id=call)
    operator.asks(dial_req("2003", "8003"))
    operator.hears(m.CallQueuedEvent)


def test_it_shows_what_the_feed_says(served: Served) -> None:
    """Every board adds up, and the last one is what another session counted."""
    with example("wallboard", served.address, "--every", "0.05") as wallboard, served.operator() as operator:
        first = look(wallboard)
        assert first == dict.fromkeys(GROUPS.values(), ["0"] * 15)
        calls_of_all_ends(operator)
        expected = recounted(operator)
        assert expected["Sales"][10:] == ["3", "0", "1", "1", "1"]
        assert [cells[10:] for cells in expected.values()][1:] == [["1", *"0001"], ["1", *"1000"], ["0"] * 5]
        while (board := without_longest(look(wallboard))) != expected:
            assert adds_up(board)
        # The protocol has no figures for all of it, but those that it has agree.
        for number, name in GROUPS.items():
            offered, waiting, answered, handled, abandoned = map(int, expected[name][10:])
            question = m.QuerySkillGroupStatisticsReq(invoke_id=0, peripheral_id=PG, skill_group_number=number)
            conf = operator.asks(question)
            assert isinstance(conf, m.QuerySkillGroupStatisticsConf)
            assert conf.calls_q_now == waiting
            assert conf.calls_q_now + conf.calls_q_today == offered
            assert conf.calls_q_today == answered + handled + abandoned
            assert conf.handled_calls_today + conf.internal_calls_rcvd_today == handled
        wallboard.is_interrupted()
        status, _, errors = wallboard.ends()
        assert (status, errors) == (0, [])


def without_longest(board: Board) -> Board:
    """The board without how long the first call has waited, which depends on how fast the machine is."""
    return {name: [*cells[:9], "0", *cells[10:]] for name, cells in board.items()}


def test_a_busy_site_adds_up() -> None:
    """With callers and agents who do what they like."""
    with (
        serving("--speed", "1200", "--calls-per-hour", "600") as server,
        example("wallboard", server.address, "--every", "0.2", "--count", "6") as wallboard,
    ):
        boards = [look(wallboard) for _ in range(6)]
        assert wallboard.ends() == (0, [], [])
    assert all(map(adds_up, boards))
    assert sum(int(cells[10]) for cells in boards[-1].values()) > 0


def test_queues_that_are_not_known(tmp_path: Path) -> None:
    """As of Unified CCE: there is a dash where a figure would be."""
    site = tmp_path / "cce.toml"
    site.write_text(demo_text().replace("[settings]\n", '[settings]\nacd_profile = "cce"\n'), "utf-8")
    with (
        serving(str(site), "--no-workload") as server,
        example("wallboard", server.address, "--count", "1") as wallboard,
    ):
        assert look(wallboard) == dict.fromkeys(GROUPS.values(), ["0"] * 8 + ["-"] * 7)
        assert wallboard.ends() == (0, [], [])


def test_on_a_terminal_it_has_a_frame(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere it is plain text."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "160")
    with example("wallboard", served.address, "--count", "1") as wallboard:
        status, lines, errors = wallboard.ends()
    assert (status, errors) == (0, [])
    assert sum("│" in line for line in lines) >= len(GROUPS)
