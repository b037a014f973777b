"""The table of handlers holds together."""

from __future__ import annotations

import inspect

import pytest

from ctiproto.declare import BY_NUMBER, Kind, Message, Sender, Service
from ctiserver.engine.services.handlers import HANDLERS

SERVICES = (Service.CLIENT_CONTROL, Service.CALL_DATA_UPDATE, Service.SUPERVISOR)


def test_everything_that_the_guide_lays_out_is_built() -> None:
    """Every documented request of Client Control, Call Data Update and Supervisor has its handler."""
    missing = [
        cls.declaration.name
        for cls in BY_NUMBER.values()
        if cls.declaration.service in SERVICES
        and cls.declaration.kind is Kind.REQUEST
        and cls.declaration.sender is not Sender.SERVER
        and cls.declaration.documented
        and cls not in HANDLERS
    ]
    assert missing == []


@pytest.mark.parametrize("cls", HANDLERS, ids=lambda cls: cls.declaration.name)
def test_a_handler_takes_the_request_that_it_stands_for(cls: type[Message]) -> None:
    """Its annotations name the context and the class."""
    parameters = list(inspect.signature(HANDLERS[cls].answer).parameters.values())
    assert [parameter.annotation for parameter in parameters] == ["Context", f"m.{cls.__name__}"]
