"""The web page at `/` and its files: read once, compressed, with validators and a strict policy."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from graphapi.api.caching import GZIP_FROM, takes_gzip
from graphapi.api.negotiation import preferred

router = APIRouter(include_in_schema=False)

_FILES = Path(__file__).parents[1] / "explorer"
_PAGE = "index.html"
_HTML, _JSON = "text/html", "application/json"
_MEDIA = {".mjs": "text/javascript", ".js": "text/javascript", ".json": _JSON}
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_FOR_EVER = "public, max-age=31536000, immutable"
"""For vendored files, whose URLs contain their version."""
_ASK_AGAIN = "no-cache"


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file as it is sent."""

    content: bytes
    packed: bytes | None
    tag: str
    media: str
    kept: str


@router.api_route("/", methods=["GET", "HEAD"])
async def explorer(request: Request) -> Response:
    """The web page; a client that takes JSON rather than HTML is sent to `/v1`."""
    if preferred(request.scope["headers"], (_HTML, _JSON)) == _JSON:
        return RedirectResponse(f"{request.scope.get('root_path', '')}/v1", 303, {"Vary": "Accept"})
    return _sent(request, page_files()[_PAGE])


@router.api_route("/explorer/{name:path}", methods=["GET", "HEAD"])
async def explorer_file(name: str, request: Request) -> Response:
    """A script, a style sheet or a library of the web page."""
    found = page_files().get(name)
    if found is None or name == _PAGE:
        raise HTTPException(404)
    return _sent(request, found)


@cache
def page_files() -> dict[str, PageFile]:
    """Every file of the page by its path below the room."""
    paths = sorted(path for path in _FILES.rglob("*") if path.is_file())
    return {path.relative_to(_FILES).as_posix(): _read(path) for path in paths}


def _read(path: Path) -> PageFile:
    content = path.read_bytes()
    media = _MEDIA.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "text/plain"
    textual = media.startswith("text/") or media in {_JSON, "image/svg+xml"}
    packed = gzip.compress(content, mtime=0) if textual and len(content) >= GZIP_FROM else None
    versioned = path.relative_to(_FILES).parts[0] == "vendor" and path.parent.name != "vendor"
    return PageFile(
        content,
        packed,
        hashlib.sha256(content).hexdigest()[:32],
        f"{media}; charset=utf-8" if textual else media,
        _FOR_EVER if versioned else _ASK_AGAIN,
    )


def _sent(request: Request, found: PageFile) -> Response:
    zipped = found.packed is not None and takes_gzip(", ".join(request.headers.getlist("accept-encoding")))
    tag = f'"{found.tag}{"-gzip" if zipped else ""}"'
    headers = {**_HEADERS, "ETag": tag, "Cache-Control": found.kept, "Vary": "Accept, Accept-Encoding"}
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    if zipped:
        headers["Content-Encoding"] = "gzip"
    body = found.packed if zipped and found.packed else found.content
    return Response(body, headers=headers, media_type=found.media)
