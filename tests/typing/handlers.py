"""The table of handlers as a type checker sees it: never run, only checked.

Every line with ``type: ignore`` is a mistake that the checker has to find: an ignored error that is none is an error.
"""

from __future__ import annotations

from typing import assert_type

from ctiproto import messages as m
from ctiproto.declare import Message
from ctiserver.engine.services.checks.agents import named_instrument
from ctiserver.engine.services.checks.connections import named_connection
from ctiserver.engine.services.context import Answer, Context
from ctiserver.engine.services.row import CONTROL, Row, answers, takes


def _hold(context: Context, request: m.HoldCallReq) -> m.HoldCallConf:
    return m.HoldCallConf(invoke_id=request.invoke_id)


def _holds_later(context: Context, request: m.HoldCallReq) -> None:
    """The confirmation comes from elsewhere."""


def _holds_and_more(context: Context, request: m.HoldCallReq) -> tuple[m.HoldCallConf, *tuple[Message, ...]]:
    return (m.HoldCallConf(invoke_id=request.invoke_id), m.HeartbeatConf(invoke_id=request.invoke_id))


def _holds_twice(context: Context, request: m.HoldCallReq) -> tuple[m.HoldCallConf, ...]:
    return (m.HoldCallConf(invoke_id=request.invoke_id), m.HoldCallConf(invoke_id=request.invoke_id))


def _confirms_another(context: Context, request: m.HoldCallReq) -> m.RetrieveCallConf:
    return m.RetrieveCallConf(invoke_id=request.invoke_id)


def _confirms_anything(context: Context, request: m.HoldCallReq) -> Message:
    return m.HoldCallConf(invoke_id=request.invoke_id)


def _confirms_at_last(context: Context, request: m.HoldCallReq) -> tuple[Message, ...]:
    return (m.HoldCallConf(invoke_id=request.invoke_id),)


def _hears(context: Context, event: m.ConfigRequestEvent) -> tuple[Answer, ...]:
    return ()


def _right() -> None:
    assert_type(answers(m.HoldCallReq, _hold, CONTROL, needs_pg=True, optional=("ConnectionDeviceID",)), Row)
    answers(m.HoldCallReq, _holds_later)
    answers(m.HoldCallReq, _holds_and_more)
    answers(m.HoldCallReq, _holds_twice)
    takes(m.ConfigRequestEvent, _hears)


def _wrong() -> None:
    answers(m.HoldCallReq, _confirms_another)  # type: ignore[arg-type]
    answers(m.HoldCallReq, _confirms_anything)  # type: ignore[arg-type]
    answers(m.HoldCallReq, _confirms_at_last)  # type: ignore[arg-type]
    answers(m.RetrieveCallReq, _hold)  # type: ignore[arg-type]
    answers(m.ConfigRequestEvent, _hears)  # type: ignore[arg-type, type-var]
    takes(m.ConfigRequestEvent, _hold)  # type: ignore[arg-type]


def _absent_fields(request: m.HoldCallReq, call: m.MakeCallReq) -> None:
    assert_type(named_connection(request).device_id, str | None)
    assert_type(named_instrument(call), str | None)
    named_connection(call)  # type: ignore[arg-type]
