"""Ids that travel in buttons. Randomness is passed in."""

import secrets
from collections.abc import Callable

NewId = Callable[[], str]
"""Makes an id that is unlike every other; 11 characters of ``[A-Za-z0-9_-]`` in production."""


def random_id() -> str:
    """A new id of 11 URL-safe characters (64 random bits), short enough for a button."""
    return secrets.token_urlsafe(8)
