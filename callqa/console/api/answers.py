"""Which paths are programs', and the one shape of every error there: OpenAI's clients read it, too."""

from starlette.responses import JSONResponse

_PREFIXES = ("/api/v1/", "/v1/")
_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    409: "conflict_error",
    412: "precondition_error",
    413: "too_large_error",
    428: "precondition_error",
    503: "unavailable_error",
}


def is_for_programs(path: str) -> bool:
    """Whether a path is one that takes a token and no cookie."""
    return path.startswith(_PREFIXES)


def error(status: int, message: str, code: str = "", *, where: str = "", cure: str = "") -> JSONResponse:
    """Return an error as programs read it.

    Args:
        status: of HTTP.
        message: what is wrong, in Chinese, without customer speech.
        code: the same for programs; empty for what the status says.
        where: setting, parameter or place.
        cure: what to do about it.
    """
    kind = _TYPES.get(status, "server_error")
    known = code or kind.removesuffix("_error")
    told = {"message": message, "type": kind, "code": known, "param": where or None, "cure": cure or None}
    headers = {"www-authenticate": 'Bearer realm="callqa"'} if status == 401 else None
    return JSONResponse({"error": told}, status, headers)
