"""How the hub's routes are described for programs (OpenAPI): what is sent, what is answered, and every refusal."""

from __future__ import annotations

from typing import Any

from sync.signing import MEDIA_TYPE

_TEXT, _BYTES = {"type": "string"}, {"type": "string", "format": "binary"}
_FAULT = {"type": "object", "required": ["code", "message"], "properties": {"code": _TEXT, "message": _TEXT}}
_WHY = {
    400: "What was sent cannot be read, or contradicts itself.",
    401: "No laptop that this server knows signed it.",
    403: "The laptop may not, or the code opens nothing (any more).",
    404: "There is no such record here, or nothing of its content.",
    409: "The laptop speaks another protocol.",
    413: "Larger than a request may be.",
    429: "Too often: `Retry-After` says when to come again.",
    503: "The server cannot reach its database: `Retry-After` says when to come again.",
    507: "The disk of the server is full: `Retry-After` says when to come again.",
}


def hello_facts() -> dict[str, Any]:
    """Of GET hello."""
    facts = {"ujima": {"type": "integer"}, "epoch": _TEXT, "hub": _TEXT, "now": {"type": "integer"}}
    return {"responses": {200: _json("Who this server is.", facts), **_refusals(503, 507)}}


def join_facts() -> dict[str, Any]:
    """Of POST join."""
    return _asked({"code": _TEXT, "name": _TEXT, "key": _TEXT, "proof": _TEXT}, "The laptop has joined.")


def come_back_facts() -> dict[str, Any]:
    """Of POST come-back."""
    return _asked({"key": _TEXT, "now": {"type": "integer"}, "proof": _TEXT}, "The laptop is itself again.")


def _asked(asked: dict[str, Any], answered: str) -> dict[str, Any]:
    return {
        "responses": {
            200: _json(answered, {"device": _TEXT, "certificate": _TEXT, "hub": _TEXT}),
            **_refusals(400, 401, 403, 413, 429, 503, 507),
        },
        "openapi_extra": {
            "requestBody": {"required": True, "content": {"application/json": {"schema": _object(asked)}}}
        },
    }


def renew_facts() -> dict[str, Any]:
    """Of POST renew."""
    renewed = _json("A new certificate.", {"certificate": _TEXT, "area_keys": {"type": "object"}})
    return {
        "responses": {200: renewed, **_refusals(400, 401, 403, 413, 429, 503, 507)},
        "openapi_extra": _signed_bytes(),
    }


def exchange_facts() -> dict[str, Any]:
    """Of POST exchange."""
    answer = {
        "description": "The answer, signed by the server.",
        "content": {MEDIA_TYPE: {"schema": _BYTES}},
        "headers": {"ujima-signature": {"schema": _TEXT}},
    }
    return {
        "responses": {200: answer, **_refusals(400, 401, 409, 413, 429, 503, 507)},
        "openapi_extra": _signed_bytes(),
    }


def give_facts() -> dict[str, Any]:
    """Of GET blob."""
    numbers = {
        "offset": "The first byte that is wanted; without it, how much there is.",
        "most": "How many bytes at most.",
    }
    signed = _signed_bytes()
    del signed["requestBody"]
    return _about_a_content(signed, numbers)


def take_facts() -> dict[str, Any]:
    """Of PUT blob."""
    return _about_a_content(_signed_bytes(), {"offset": "Where in the content the piece begins."})


def _about_a_content(told: dict[str, Any], numbers: dict[str, str]) -> dict[str, Any]:
    number = {"type": "integer", "minimum": 0}
    told["parameters"] += [
        {"name": name, "in": "query", "required": False, "schema": number, "description": why}
        for name, why in numbers.items()
    ]
    answer = {
        "description": "What there is (JSON), or the bytes of a piece; signed by the server.",
        "content": {MEDIA_TYPE: {"schema": _BYTES}},
        "headers": {"ujima-signature": {"schema": _TEXT}},
    }
    return {"responses": {200: answer, **_refusals(401, 403, 404, 413, 429, 503, 507)}, "openapi_extra": told}


def _signed_bytes() -> dict[str, Any]:
    told = {
        "ujima-device": "The laptop's id.",
        "ujima-signature": "Its signature over the body, in base64 (`sync.signing.request_text`).",
    }
    return {
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": _TEXT, "description": why}
            for name, why in told.items()
        ],
        "requestBody": {"required": True, "content": {MEDIA_TYPE: {"schema": _BYTES}}},
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _json(description: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": _object(properties)}}}


def _refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {one: {"description": _WHY[one], "content": {"application/json": {"schema": _FAULT}}} for one in statuses}
