"""The style sheet, the script and the content security policy of the page."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files


@cache
def asset(name: str) -> str:
    """The text of a file of this folder, which is copied into the page."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def policy() -> str:
    """The Content-Security-Policy: only this style sheet and this script, and no requests."""
    return (
        f"default-src 'none'; style-src {_source('page.css')}; script-src {_source('page.js')}; "
        "base-uri 'none'; form-action 'none'"
    )


def _source(name: str) -> str:
    return f"'sha256-{b64encode(sha256(asset(name).encode('utf-8')).digest()).decode('ascii')}'"
