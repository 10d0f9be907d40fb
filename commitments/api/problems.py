"""The one shape of an error of the API (RFC 9457)."""

import json

from django.http import HttpResponse

TITLES = {
    400: "Bad request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    409: "Conflict",
    410: "Gone",
    412: "Precondition failed",
    413: "Content too large",
    415: "Unsupported media type",
    422: "Unprocessable content",
    429: "Too many requests",
    500: "Server error",
    503: "Service unavailable",
}
ALLOWED = "GET, HEAD, OPTIONS"
CHALLENGE = 'Bearer realm="NSS Tracker API"'


def fault(parameter: str, code: str, detail: str) -> dict[str, str]:
    """One entry of an error's list: what is wrong with a parameter."""
    return {"parameter": parameter, "code": code, "detail": detail}


def problem(status: int, detail: str, errors: list[dict] | None = None, **extra) -> dict:
    """The one error shape of the API."""
    title = TITLES.get(status, "Error")
    return {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "errors": errors or [],
        **extra,
    }


def problem_response(status: int, detail: str, errors: list[dict] | None = None, **extra):
    """An answer in the one error shape."""
    body = json.dumps(problem(status, detail, errors, **extra), ensure_ascii=False)
    response = HttpResponse(body, status=status, content_type="application/problem+json")
    if status == 405:
        response["Allow"] = ALLOWED
    return response
