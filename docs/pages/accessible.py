"""What Markdown and the theme leave for a screen reader to stumble over."""

from __future__ import annotations

import re
from typing import Any

_EMPTY_HEADER = re.compile(r'<th class="head([^"]*)"><p></p></th>')


def mend(app: Any, name: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """A header cell without a word is a plain cell: there is nothing that it could announce."""
    if "body" in context:
        context["body"] = _EMPTY_HEADER.sub(r'<td class="head\1"></td>', context["body"])
