"""A study that shows itself in a notebook."""

from __future__ import annotations

from suite.runs.page.render.notebook_cell import notebook_cell
from suite.studies.pages.study_page import study_sections
from suite.studies.running.study_result import Study
from suite.studies.running.study_text import study_text


class ShownStudy(Study):
    """A study, as `suite.study` gives it.

    Example:
        >>> from pathlib import Path
        >>> from suite.studies.definition.load_study import load_study
        >>> found = ShownStudy(load_study("init/zeros"), Path("out"), [], "interrupted")
        >>> found._repr_mimebundle_()["text/plain"].splitlines()[0]
        'init/zeros: Units that begin alike stay alike'
    """

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What a notebook shows: words, pictures and verdicts; without scripts words alone."""
        sections = study_sections(self)
        return notebook_cell(
            self.recipe.settings.title,
            sections,
            plain=sections,
            text=study_text(self),
            subtitle=f"study {self.recipe.name}",
        )
