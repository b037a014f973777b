"""``ctiserver control``: each admin command and query is a command of the program, named by its phrase."""

from __future__ import annotations

import datetime as dt
import inspect
import json
import shlex
import sys
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, get_origin

import attrs
from cyclopts import App, Parameter

from ctiserver.admin.commands import COMMANDS
from ctiserver.admin.fields import EXAMPLE, HELP, HIGHEST, MOST, OPTION, Command, Request, fields, summary
from ctiserver.admin.http.client import RequestDenied, Unreachable, call, find
from ctiserver.admin.queries import QUERIES
from ctiserver.cli.errors import CommandError, Exit
from ctiserver.cli.output import complain, listing, table, title

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_GROUPS: Final = {
    "configuration": "The configuration as clients have it.",
    "controller": "The link to the central controller.",
    "pg": "The link to the peripheral gateway.",
    "peripheral": "The links to the peripherals.",
    "device": "The agents' stations.",
    "agent": "What agents do.",
    "call": "What parties outside do.",
    "side": "The sides of the server.",
    "site": "The site file.",
    "statistics": "Figures of agents and skill groups.",
}
"""The help of each first word of a phrase of two."""

_REFUSED: Final = (404, 409)
"""HTTP statuses of requests that cannot be carried out now; the others mean wrong usage."""

_MOMENTS: Final = ("time", "at")
"""Fields of results in seconds since 1970."""

_KEYWORD: Final = inspect.Parameter.KEYWORD_ONLY

app = App(name="control", help="Tell a running server things, or ask it.")


def _add_commands() -> None:
    groups: dict[str, App] = {}
    for request in (*QUERIES, *COMMANDS):
        *group, word = request.phrase.split()
        place = app
        for name in group:
            if name not in groups:
                groups[name] = App(name=name, help=_GROUPS[name])
                app.command(groups[name])
            place = groups[name]
        place.command(_command(request), name=word, help=_help(request))


def _command(request: type[Request]) -> Callable[..., Exit]:
    """The function that sends a command or query, with a parameter for each field."""

    def run(*words: Any, **options: Any) -> Exit:
        given = signature.bind(*words, **options)
        given.apply_defaults()
        as_json, path = given.arguments.pop("as_json"), given.arguments.pop("control_file")
        values = {name: _sent(value) for name, value in given.arguments.items()}
        _check(request, values)
        return _call(request, values, path, as_json=as_json)

    parameters = [*_parameters(request), *_COMMON]
    # Those without a default come first: they are positional.
    parameters.sort(key=lambda each: each.kind)
    signature = inspect.Signature(parameters)
    run.__signature__ = signature  # type: ignore[attr-defined]  # functions may have one
    run.__annotations__ = {each.name: each.annotation for each in parameters} | {"return": Exit}
    return run


def _parameters(request: type[Request]) -> Iterator[inspect.Parameter]:
    for name, field in fields(request).items():
        annotation, default = field.type, field.default
        option = _option(name, field)
        help_text = field.metadata[HELP]
        if default is attrs.NOTHING:
            kind = inspect.Parameter.POSITIONAL_ONLY
            yield inspect.Parameter(name, kind, annotation=Annotated[annotation, Parameter(help=help_text)])
            continue
        if get_origin(annotation) is dict:
            annotation, default = list[str], ()
            help_text += "  Written NAME=VALUE; may be given several times."
        shown: Any = Annotated[annotation, Parameter(name=option, help=help_text, negative=())]
        yield inspect.Parameter(name, _KEYWORD, default=default, annotation=shown)


def _option(name: str, field: attrs.Attribute[Any]) -> str:
    return f"--{field.metadata[OPTION] or name.replace('_', '-')}"


_COMMON: Final = (
    inspect.Parameter(
        "as_json",
        _KEYWORD,
        default=False,
        annotation=Annotated[bool, Parameter(name="--json", negative=(), help="Print the answer as JSON.")],
    ),
    inspect.Parameter(
        "control_file",
        _KEYWORD,
        default=None,
        annotation=Annotated[
            Path | None,
            Parameter(
                name="--control-file",
                env_var="CTISERVER_CONTROL_FILE",
                help="The file of the server that is meant.  Without it, the only one that runs.",
            ),
        ],
    ),
)
"""Options that every command has."""


def _help(request: type[Request]) -> str:
    words = ["ctiserver", "control", *request.phrase.split()]
    for name, field in fields(request).items():
        example = field.metadata[EXAMPLE]
        if example and field.default is not attrs.NOTHING:
            words.append(_option(name, field))
        if example:
            words.append(shlex.quote(example))
    return f"{summary(request)}\n\nFor example:\n\n    {' '.join(words)}"


def _sent(value: Any) -> Any:
    """A value of the command line as JSON has it.

    Raises:
        CommandError: a pair lacks its name or its sign.
    """
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list | tuple):
        pairs = [each.partition("=") for each in value]
        for name, sign, _ in pairs:
            if not sign or not name:
                raise CommandError(f"--variable {name}: expected NAME=VALUE")
        return {name: given for name, _, given in pairs}
    return value


def _check(request: type[Request], values: Mapping[str, Any]) -> None:
    """Check values against the limits of their fields, so that errors name options and not fields of the interface.

    Raises:
        CommandError: a value is too large or too long.
    """
    for name, field in fields(request).items():
        value = values[name]
        label = name.replace("_", " ") if field.default is attrs.NOTHING else _option(name, field)
        if isinstance(value, int) and not 0 <= value <= field.metadata[HIGHEST]:
            raise CommandError(f"{label} {value}: expected 0 to {field.metadata[HIGHEST]}")
        if isinstance(value, str) and len(value) > field.metadata[MOST]:
            raise CommandError(f"{label}: expected at most {field.metadata[MOST]} characters, not {len(value)}")


def _call(request: type[Request], values: Mapping[str, Any], path: Path | None, *, as_json: bool) -> Exit:
    try:
        result = call(find(path), request.phrase, values, changes=issubclass(request, Command))
    except Unreachable as error:
        raise CommandError(str(error)) from error
    except RequestDenied as denied:
        if as_json:
            sys.stdout.write(json.dumps({"error": dict(denied.error)}) + "\n")
        for line in str(denied).splitlines():
            complain(line)
        return Exit.NEGATIVE if denied.status in _REFUSED else Exit.USAGE
    if as_json:
        sys.stdout.write(json.dumps(result) + "\n")
    else:
        _show(result)
    return Exit.DONE


# --- results for people -----------------------------------------------------------------------------------------------


def _show(result: Mapping[str, Any]) -> None:
    """Print a result: a list as a table of its items, anything else as a table of its fields."""
    (name, value), *others = result.items()
    if isinstance(value, list) and not others:
        if value:
            listing([_title(each) for each in value[0]], [[_item(*item) for item in row.items()] for row in value])
        else:
            table(("", ""), [(_title(name), "none")])
        return
    if all(value in ([], {}) for value in result.values()):
        title("nothing changed")
        return
    figures = result.get("figures")
    rows = {**result, **figures} if isinstance(figures, dict) else result
    table(("", ""), [(_title(name), _shown(name, value)) for name, value in rows.items() if value is not figures])


def _title(name: str) -> str:
    return name.replace("_", " ")


def _shown(name: str, value: Any) -> str:
    if name in _MOMENTS:
        return dt.datetime.fromtimestamp(value, tz=dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return _cell(value)


def _item(name: str, value: Any) -> str | list[str]:
    """A cell of a listing; a list of texts where a value may be long."""
    match value:
        case [] if name == "parties":
            return ["no party any more: an agent still works on it"]
        case [dict(), *_]:
            return [_cell(each) for each in value]
        case dict() | [str(), *_]:
            return [_cell(value)]
    return _shown(name, value)


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(_cell, value))
        case dict():
            return " ".join(f"{name}={_cell(each)}" for name, each in value.items() if each is not None)
    return str(value)


_add_commands()
