"""Orders and questions over HTTP: each has a path, and its fields are the body or the query.

``POST /v1/...`` is an order, ``GET /v1/...`` a question; the path is the phrase.  Whatever is not answered has one
form: ``{"error": {"fault", "code", "name", "text", "expected", "peripheral_error"}}``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import Enum
from http import HTTPStatus
from typing import Annotated, Any, Final

import attrs
from fastapi import FastAPI, Query, Security
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBearer
from pydantic import BaseModel, create_model
from starlette.exceptions import HTTPException
from starlette.requests import Request as HTTPRequest

from ctiserver.admin.commands import ORDERS
from ctiserver.admin.errors import Denied, Fault
from ctiserver.admin.fields import Request, summary
from ctiserver.admin.http.auth import error_of
from ctiserver.admin.http.models import model
from ctiserver.admin.queries import QUESTIONS
from ctiserver.admin.results import Answer

VERSION: Final = "1"
"""Of the interface: it changes when a client of the one before would not understand it."""

Door = Callable[[Request], Answer | Denied]
"""Where what an operator says is carried out, with all that comes of it."""

_STATUS: Final = {Fault.INVALID: 422, Fault.UNKNOWN: 404, Fault.REFUSED: 409}
"""The statuses of HTTP for what is denied."""


def application(door: Door) -> FastAPI:
    """The application before a door; nobody is asked who he is."""
    app = FastAPI(
        title="ctiserver control",
        summary="Orders and questions of an operator to a running ctiserver.",
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        dependencies=[Security(HTTPBearer(auto_error=False, description="The token of the control file."))],
        # What makes no sense is told in our own form.
        responses={"default": {"model": _error_model(), "description": "Nothing is changed, and this is why."}},
    )
    for order in ORDERS:
        _add(app, order, "POST", _order(door, order))
    for question in QUESTIONS:
        _add(app, question, "GET", _question(door, question))
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
        response_model=model(request.answer),
    )


def _order(door: Door, order: type[Request]) -> Callable[..., Awaitable[JSONResponse]]:
    async def endpoint(said: BaseModel) -> JSONResponse:
        return _answered(door(order(**_fields(said))))

    # Which fields there are is known only now; where none is needed, no body is.
    made = model(order, is_strict=True)
    endpoint.__annotations__["said"] = made
    if not any(field.is_required() for field in made.model_fields.values()):
        endpoint.__defaults__ = (made(),)
    return endpoint


def _question(door: Door, question: type[Request]) -> Callable[..., Awaitable[JSONResponse]]:
    async def endpoint(asked: BaseModel) -> JSONResponse:
        return _answered(door(question(**_fields(asked))))

    endpoint.__annotations__["asked"] = Annotated[model(question), Query()]
    return endpoint


def _fields(said: BaseModel) -> dict[str, Any]:
    return {name: getattr(said, name) for name in type(said).model_fields}


def _answered(answer: Answer | Denied) -> JSONResponse:
    if isinstance(answer, Denied):
        return JSONResponse({"error": _plain(answer)}, _STATUS[answer.fault])
    return JSONResponse(_plain(answer))


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
    # What is no request at all is what came as its body: it cannot be read.
    expected = "a body of JSON" if status is HTTPStatus.BAD_REQUEST else "a path and a method of /openapi.json"
    return JSONResponse(error_of(status, expected), status)


def _error_model() -> type[BaseModel]:
    made: type[BaseModel] = create_model("Error", error=(model(Denied), ...))
    return made
