"""``python -m tests.permissions`` writes docs/permissions.md from the table."""

from tests.permissions.table import PAGE, page

PAGE.write_text(page(), encoding="utf-8")
