"""What comes of looking at one part of the installation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of the installation."""

    what: str
    well: bool
    text: str
    """How it is; where it is not well, how to mend it."""
