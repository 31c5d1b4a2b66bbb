"""How well and how fast questions are found, next to what one would otherwise use. Not part of the wheel."""
