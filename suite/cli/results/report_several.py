"""What `report` does with more than one run: one table, and one page of all."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from suite.runs.page.comparison.comparison import compare
from suite.runs.page.page_place import place_of_page
from suite.screen import columns, say

# In the working directory: several folders have no other place in common.
_COMPARISON = "comparison.html"


def report_several(paths: Sequence[str], out: Path | None) -> None:
    """Compare all runs in some folders.

    Args:
        paths: of runs, sweeps, and folders that hold any.
        out: the page; None is `report.html` in the only folder, of several `comparison.html` in the
            working directory.

    Raises:
        UserError: a folder is not there or holds no run.

    Example:
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("runs", "mine"))
        >>> directory.write_recipe("model: mlp")
        >>> directory.write_summary({"status": "finished"})
        >>> report_several(["runs"], Path("all.html"))  # doctest: +ELLIPSIS
        1 run...page: all.html
    """
    comparison = compare(paths)
    alone = Path(paths[0], "report.html") if len(paths) == 1 else Path(_COMPARISON)
    page = comparison.page(out or place_of_page(alone))
    say(f"{comparison.to_text(columns(sys.stdout))}\npage: {page}")
