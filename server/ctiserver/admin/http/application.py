"""Commands and queries over HTTP: each has a path, and its fields are the body or the query string.

``POST /v1/...`` is a command, ``GET /v1/...`` a query; the path is the phrase.  What is denied is answered in one form:
``{"error": {"fault", "code", "name", "text", "expected", "peripheral_error"}}``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import Enum
from http import HTTPStatus
from typing import Annotated, Any, Final

import attrs
from fastapi import FastAPI, Security
from fastapi import Query as QueryString
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.security import HTTPBearer
from pydantic import BaseModel, create_model
from starlette.exceptions import HTTPException
from starlette.requests import Request as HTTPRequest

from ctiserver.admin.commands import COMMANDS
from ctiserver.admin.errors import Denied, Fault
from ctiserver.admin.fields import Request, summary
from ctiserver.admin.http.auth import error_of
from ctiserver.admin.http.models import model
from ctiserver.admin.queries import QUERIES
from ctiserver.admin.results import Result

VERSION: Final = "1"
"""The version of the interface: another one means that clients of the one before cannot use it."""

Handle = Callable[[Request], Awaitable[Result | Denied]]
"""Handles a command or query, and carries out its effects."""

_STATUS: Final = {Fault.INVALID: 422, Fault.UNKNOWN: 404, Fault.REFUSED: 409}
"""The HTTP status of each reason to deny a request."""


WriteMetrics = Callable[[str], tuple[bytes, str]]
"""Writes the figures for Prometheus in a format that the header ``Accept`` names: the text, and its content type."""

METRICS: Final = "/metrics"
"""The path that Prometheus asks for; it is no query, as its answer is no JSON."""

_METRICS_INSTALLED: Final = "a server with the extra metrics: pip install '.[control,metrics]' in the source tree"


def application(handle: Handle, write_metrics: WriteMetrics | None = None) -> FastAPI:
    """The FastAPI application that serves all commands and queries; it does not check who sends them.

    Args:
        handle: handles each of them.
        write_metrics: writes the figures for Prometheus; ``None``: what it needs is not installed.
    """
    app = FastAPI(
        title="ctiserver control",
        summary="Commands and queries of an operator to a running ctiserver.",
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        dependencies=[Security(HTTPBearer(auto_error=False, description="The token of the control file."))],
        # Requests that make no sense are answered in our own form too, instead of that of FastAPI.
        responses={"default": {"model": _error_model(), "description": "Nothing is changed, and this is why."}},
    )
    for command in COMMANDS:
        _add(app, command, "POST", _command(handle, command))
    for query in QUERIES:
        _add(app, query, "GET", _query(handle, query))
    app.add_route(METRICS, _metrics(write_metrics), methods=["GET"], include_in_schema=False)
    app.add_exception_handler(RequestValidationError, _wrong_fields)
    app.add_exception_handler(HTTPException, _wrong_request)
    return app


def _add(app: FastAPI, request: type[Request], method: str, endpoint: Callable[..., Awaitable[JSONResponse]]) -> None:
    app.add_api_route(
        f"/v1/{request.phrase.replace(' ', '/')}",
        endpoint,
        methods=[method],
        summary=summary(request),
        description="",
        operation_id=request.phrase.replace(" ", "_").replace("-", "_"),
        tags=[request.phrase.split()[0]],
        response_model=model(request.result),
    )


def _command(handle: Handle, command: type[Request]) -> Callable[..., Awaitable[JSONResponse]]:
    async def endpoint(given: BaseModel) -> JSONResponse:
        return _response(await handle(command(**_fields(given))))

    # FastAPI reads the type of the body from here: it is known only now.  Without required fields the body is optional.
    made = model(command, is_strict=True)
    endpoint.__annotations__["given"] = made
    if not any(field.is_required() for field in made.model_fields.values()):
        endpoint.__defaults__ = (made(),)
    return endpoint


def _query(handle: Handle, query: type[Request]) -> Callable[..., Awaitable[JSONResponse]]:
    async def endpoint(given: BaseModel) -> JSONResponse:
        return _response(await handle(query(**_fields(given))))

    endpoint.__annotations__["given"] = Annotated[model(query), QueryString()]
    return endpoint


def _metrics(write_metrics: WriteMetrics | None) -> Callable[[HTTPRequest], Awaitable[Response]]:
    async def endpoint(request: HTTPRequest) -> Response:
        if write_metrics is None:
            status = HTTPStatus.NOT_IMPLEMENTED
            return JSONResponse(error_of(status, _METRICS_INSTALLED), status)
        text, content_type = write_metrics(request.headers.get("accept", ""))
        return Response(text, headers={"content-type": content_type})

    return endpoint


def _fields(given: BaseModel) -> dict[str, Any]:
    return {name: getattr(given, name) for name in type(given).model_fields}


def _response(result: Result | Denied) -> JSONResponse:
    if isinstance(result, Denied):
        return JSONResponse({"error": _plain(result)}, _STATUS[result.fault])
    return JSONResponse(_plain(result))


def _plain(value: Any) -> dict[str, Any]:
    return attrs.asdict(value, value_serializer=_serialized)


def _serialized(_owner: Any, _field: Any, value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


async def _wrong_fields(_request: HTTPRequest, error: Exception) -> JSONResponse:
    problems = error.errors() if isinstance(error, RequestValidationError) else ()
    told = error_of(HTTPStatus.UNPROCESSABLE_ENTITY, "what /openapi.json says")
    told["error"]["text"] = "; ".join(f"{'.'.join(map(str, each['loc'][1:]))}: {each['msg']}" for each in problems)
    return JSONResponse(told, HTTPStatus.UNPROCESSABLE_ENTITY)


async def _wrong_request(_request: HTTPRequest, error: Exception) -> JSONResponse:
    status = HTTPStatus(error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR)
    # Starlette raises status 400 for a body that cannot be read.
    expected = "a body of JSON" if status is HTTPStatus.BAD_REQUEST else "a path and a method of /openapi.json"
    return JSONResponse(error_of(status, expected), status)


def _error_model() -> type[BaseModel]:
    made: type[BaseModel] = create_model("Error", error=(model(Denied), ...))
    return made
