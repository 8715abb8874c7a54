"""The style and the script of the page, as they stand in it, and what a browser may do with it."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files


@cache
def asset(name: str) -> str:
    """A file of this folder that goes into the page as it is."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def policy() -> str:
    """The Content-Security-Policy: this style and this script run, nothing else does, nothing is fetched."""
    return (
        f"default-src 'none'; style-src {_source('page.css')}; script-src {_source('page.js')}; "
        "base-uri 'none'; form-action 'none'"
    )


def _source(name: str) -> str:
    return f"'sha256-{b64encode(sha256(asset(name).encode('utf-8')).digest()).decode('ascii')}'"
