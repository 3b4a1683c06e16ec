"""Several runs in the cell of a notebook."""

from __future__ import annotations

from suite.runs.page.comparison.comparison import compare
from tests.runs.page.comparison.made_runs import made_run
from tests.runs.page.test_run_cell import HOSTILE, WellFormed, page_in, without_scripts


def test_the_page_and_without_scripts_what_differs_a_table_and_a_picture(tmp_path):
    for name, losses in (("a", [0.5, 0.25]), ("b", [0.75, 0.5])):
        made_run(
            tmp_path / name,
            {"seed": name, "topic": HOSTILE},
            {"loss": losses, "val_loss": losses},
            name=HOSTILE,
        )
    bundle = compare(tmp_path)._repr_mimebundle_()
    html = bundle["text/html"]
    assert html.count("<script") == 1
    page, _ = page_in(html)
    assert 'id="differences"' in page
    plain = without_scripts(html)
    WellFormed(plain)
    assert "They differ in seed" in plain
    assert "data:image/png;base64,iVBOR" in plain
    assert "They differ in seed" in bundle["text/plain"]
