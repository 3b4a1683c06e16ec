"""Texts without the paths of the machine on which they were written."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any


class MachinePaths:
    """The absolute paths that a run may tell of, and what stands for them elsewhere.

    Args:
        run: the folder of the run; its name stands for it.
        recipe: the values in it that are absolute paths are told by their last name.
        taken_along: other paths -> where they are now.

    Example:
        >>> paths = MachinePaths(Path("/home/anna/runs/a"), {"data": {"path": "/data/cats"}}, {})
        >>> paths.hidden_in("path: /data/cats  # python -m suite report /home/anna/runs/a/x.html")
        'path: ./cats  # python -m suite report ./a/x.html'
    """

    def __init__(
        self, run: Path, recipe: Mapping[str, Any], taken_along: Mapping[str, str]
    ) -> None:
        places = {str(Path.cwd()): ".", str(Path.home()): "~"}
        for text in _texts(recipe):
            path = re.sub(r":\w+\Z", "", text)  # of `/home/anna/my_parts.py:MyLayer` the file
            if Path(path).is_absolute():
                places[path.rstrip("/")] = f"./{Path(path).name}"
        for one in (run.absolute(), run.resolve()):
            places[str(one)] = f"./{one.name}"
        places |= taken_along
        # A root says nothing about a machine, and is a part of every path.
        named = {path: name for path, name in places.items() if len(Path(path).parts) > 1}
        spelt = {form(path): name for path, name in named.items() for form in _FORMS}
        self._names = spelt
        longest = sorted(map(re.escape, spelt), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<![\w.~-])(?:{'|'.join(longest)})(?!\w)")

    def hidden_in(self, text: str) -> str:
        """The text with names in the place of the paths; a page's own code stays as it is: the
        browser runs none that has been changed."""
        parts = _CODE.split(text)
        parts[::2] = [self._pattern.sub(lambda found: self._names[found[0]], p) for p in parts[::2]]
        return "".join(parts)


_IN_PAGES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
# Style and scripts of a page, other than its data.
_CODE = re.compile(
    r"(<style.*?</style>|<script(?! type=\"application/json\").*?</script>)", re.DOTALL
)
# As a text may spell a path: as it is; in JSON, by one or the other of its ways; in HTML.
_FORMS = (
    str,
    lambda path: json.dumps(path)[1:-1],
    lambda path: json.dumps(path, ensure_ascii=False)[1:-1],
    lambda path: json.dumps(path, ensure_ascii=False)[1:-1].translate(_IN_PAGES),
    html.escape,
)


def _texts(value: Any) -> Iterator[str]:
    """Every text in nested values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _texts(one)
