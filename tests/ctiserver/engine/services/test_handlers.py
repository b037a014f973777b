"""The table of handlers agrees with the messages that it is about, and with the handlers that it names.

That a handler takes the right request and gives the right confirmation is held by the type checker:
``tests/typing/handlers.py``.
"""

from __future__ import annotations

import ast

import pytest

from ctiproto.constants import CTIService
from ctiproto.declare import Kind, Message, Sender, Service, messages_of
from ctiproto.schema import Floating
from ctiproto.versions import Dialect
from ctiserver.engine.services import handlers, row
from ctiserver.engine.services.handlers import HANDLERS, NOT_BUILT
from tests.house.tree import modules

SERVICES = (Service.CLIENT_CONTROL, Service.CALL_DATA_UPDATE, Service.SUPERVISOR)
LENIENT = [(cls, name) for cls, each in HANDLERS.items() for name in sorted(each.optional)]


def _required(cls: type[Message]) -> dict[str, Floating]:
    """The fields that are required in any dialect."""
    declarations = cls.declarations.values()
    return {field.name: field for each in declarations for field in each.tags() if field.required}


def _is_promised(cls: type[Message], name: str) -> bool:
    """Whether the class says that a field is there: it is required in the first dialect, whose words it has."""
    return any(field.name == name and field.required for field in cls.declaration.tags())


def test_everything_that_the_guide_lays_out_is_built() -> None:
    """Every documented request of Client Control, Call Data Update and Supervisor has its row."""
    missing = [
        cls.declaration.name
        for cls in messages_of(Dialect.UCCE).by_number.values()
        if cls.declaration.service in SERVICES
        and cls.declaration.kind is Kind.REQUEST
        and cls.declaration.sender is not Sender.SERVER
        and cls.declaration.documented
        and cls not in HANDLERS
    ]
    assert missing == []


def test_no_message_has_two_rows() -> None:
    """A second row would silently take the place of the first."""
    assert len(handlers._ROWS) == len(HANDLERS)


def test_requests_of_a_section_want_its_service() -> None:
    """All rows of a section of the guide want the same, but for five requests that agent state control is enough for.

    Teams are a part of the configuration that is for supervisors.

    What is not built wants what the built messages of its section want.
    """
    wanted: dict[Service, set[tuple[CTIService, ...]]] = {}
    for cls, each in HANDLERS.items():
        wanted.setdefault(cls.declaration.service, set()).add(each.services)
    assert wanted == {
        Service.CLIENT_CONTROL: {row.CONTROL, row.AGENT_CONTROL},
        Service.CALL_DATA_UPDATE: {row.CALL_DATA_UPDATE},
        Service.SUPERVISOR: {NOT_BUILT[Service.SUPERVISOR]},
        Service.PERIPHERAL_MONITOR: {row.PERIPHERAL_MONITOR},
        Service.CLIENT_MONITOR: {row.CLIENT_MONITOR},
        Service.SERVER_SERVICE: {row.SERVER},
        Service.MISCELLANEOUS: {row.ANY_SESSION},
        Service.CONFIGURATION: {row.ANY_SESSION, row.TEAMS},
        Service.FAILURE: {row.ANY_SESSION},
    }


@pytest.mark.parametrize(("cls", "name"), LENIENT, ids=lambda each: each if isinstance(each, str) else each.__name__)
def test_a_field_that_may_be_absent_is_required_by_the_guide(cls: type[Message], name: str) -> None:
    """Only the absence of a required field is a fault that a row can leave to the handler."""
    assert name in _required(cls)


def test_handlers_read_fields_that_may_be_absent_by_functions_that_say_so() -> None:
    """The class of a message promises a required field; where a row says that it may be absent, that is not true.

    So no function that takes such a message reads the field from it.
    """
    lenient = {
        (f"m.{cls.__name__}", _required(cls)[name].attribute) for cls, name in LENIENT if _is_promised(cls, name)
    }
    found = []
    for name, module in modules().items():
        if name.startswith("ctiserver.engine.services."):
            for function in ast.walk(module.syntax):
                if isinstance(function, ast.FunctionDef):
                    found += [f"{name}.{function.name}: {read}" for read in _reads(function) if read in lenient]
    assert found == []


def _reads(function: ast.FunctionDef) -> list[tuple[str, str]]:
    """The attributes that a function reads of its arguments, each with every class that the argument may be of."""
    kinds = {each.arg: ast.unparse(each.annotation).split(" | ") for each in function.args.args if each.annotation}
    return [
        (kind, node.attr)
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        for kind in kinds.get(node.value.id, ())
    ]
