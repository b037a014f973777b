"""``docs/examples/have_recorded.py`` gives a recorder something to do."""

from __future__ import annotations

from tests.support.served import Served, example, serving


def test_it_has_a_call_recorded() -> None:
    """Of a simulated agent, by the recorder among the examples."""
    with serving("--speed", "60", "--calls-per-hour", "600") as server, example("recorder", server.address) as recorder:
        assert recorder.line() == "normal: ready to record"
        with example("have_recorded", server.address, "--for", "0.2") as program:
            status, out, err = program.ends()
        assert (status, err) == (0, [])
        asked, stopped = out
        call, station = asked.removeprefix("call ").removesuffix(" is being recorded").split(" at ")
        assert recorder.line() == f"1: recording call {call}, agent {int(station) - 1000}"
        assert recorder.line() == "1: stopped"
        assert stopped == "it is recorded no longer"


def test_without_a_recorder_it_says_so() -> None:
    """Where no recording application serves, it says in one line that the request was refused, and why."""
    with serving("--speed", "60", "--calls-per-hour", "600") as server:
        with example("have_recorded", server.address) as program:
            status, out, (line,) = program.ends()
        assert (status, out) == (1, [])
        assert (
            line == "have_recorded: START_RECORDING_REQ was refused with FAILURE_CONF 12, E_CTI_FUNCTION_NOT_AVAILABLE"
        )


def test_it_can_be_interrupted(served: Served) -> None:
    """While it waits for a call."""
    with example("have_recorded", served.address) as program:
        while "have_recorded" not in served.program.log_line():
            pass  # its session is not open yet
        program.is_interrupted()
        assert program.ends() == (0, [], [])
