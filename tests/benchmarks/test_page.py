"""One section of the page is replaced, the others stay."""

from __future__ import annotations

import pytest

from benchmarks.page import table, write_section


def test_a_section_is_added_then_replaced_in_its_place(tmp_path):
    page = tmp_path / "docs" / "benchmarks.md"
    write_section(page, "training", "first")
    write_section(page, "pipeline", "second")
    write_section(page, "training", "third\n")
    text = page.read_text("utf-8")
    assert text.startswith("# Benchmarks\n")
    sections = text[text.index("<!-- training") :]
    assert sections == (
        "<!-- training: begin -->\nthird\n<!-- training: end -->\n\n"
        "<!-- pipeline: begin -->\nsecond\n<!-- pipeline: end -->\n"
    )


def test_a_section_without_an_end_is_refused_and_the_page_stays(tmp_path):
    page = tmp_path / "benchmarks.md"
    page.write_text("<!-- training: begin -->\nprose that must not be lost\n")
    with pytest.raises(ValueError, match="training: end"):
        write_section(page, "training", "new")
    assert "must not be lost" in page.read_text()


def test_figures_stand_to_the_right():
    assert table(("a", "b", "c"), [("1", "2", "3")]) == (
        "| a | b | c |\n| --- | --- | ---: |\n| 1 | 2 | 3 |"
    )
