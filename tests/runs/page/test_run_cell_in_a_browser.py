"""The output of a cell as notebooks put it into their pages."""

from __future__ import annotations

import json
from html import escape

import pytest

from suite.runs import Run
from tests.runs.page.browser import browser, tab
from tests.runs.page.test_run_cell import without_scripts
from tests.runs.test_run import make_run

pytestmark = pytest.mark.slow

# Scripts that come by innerHTML do not run: JupyterLab puts a copy in the place of each, VS Code
# appends one and takes it away again. Colab's page has the output as it is.
JUPYTER = """for (const old of out.querySelectorAll("script")) {
  const copy = document.createElement("script");
  copy.text = old.text;
  old.replaceWith(copy);
}"""
VS_CODE = """for (const old of out.querySelectorAll("script")) {
  const copy = document.createElement("script");
  copy.text = old.innerText;
  out.appendChild(copy).remove();
}"""
# What VS Code allows to the outputs of a notebook.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; "
    "img-src https: http: data:; font-src https:; connect-src https:; child-src https: data:;"
)


@pytest.fixture(scope="module")
def chromium():
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    run = Run(make_run(tmp_path_factory.mktemp("run"), metrics={"test_accuracy": 0.875}))
    return run._repr_mimebundle_()["text/html"]


def notebook(path, output, run_scripts, policy="", ink="#222"):
    """A page with that output twice."""
    if run_scripts is None:
        body = output + output.replace("suite-", "other-", 1)
    else:
        text = json.dumps([output, output]).replace("<", "\\u003c")
        body = f"""<script>for (const html of {text}) {{
          const out = document.createElement("div");
          document.body.append(out);
          out.innerHTML = html;
          {run_scripts}
        }}</script>"""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">' if policy else ""
    path.write_text(
        f'<!DOCTYPE html><html><head><meta charset="utf-8">{meta}</head>'
        f'<body style="color:{ink}">{body}</body></html>',
        "utf-8",
    )
    return path


@pytest.mark.parametrize(
    ("run_scripts", "policy", "ink", "theme"),
    [
        (None, "", "#222222", "light"),
        (JUPYTER, "", "#222222", "light"),
        (JUPYTER, "", "#dddddd", "dark"),
        (VS_CODE, POLICY, "#dddddd", "dark"),
    ],
    ids=["colab", "jupyter", "jupyter dark", "vs code"],
)
def test_scripts_show_the_page_in_the_notebook_s_colors(
    chromium, tmp_path, output, run_scripts, policy, ink, theme
):
    file = notebook(tmp_path / "notebook.html", output, run_scripts, policy, ink)
    with tab(chromium) as watched:
        watched.tab.goto(file.as_uri())
        frame = watched.tab.frame_locator("iframe").first
        frame.locator(".canvas").first.scroll_into_view_if_needed(timeout=20_000)
        frame.locator(".canvas canvas").first.wait_for(timeout=20_000)
        assert frame.locator("h1").inner_text().startswith("mlp<1>")
        assert frame.locator("html").get_attribute("data-theme") == theme
        assert not watched.tab.locator(".suite-plain").first.is_visible()
        assert watched.tab.locator("iframe").first.bounding_box()["height"] > 300
        assert watched.complaints == []
        beside = [url for url in watched.requests if not url.startswith(("data:", "blob:"))]
        assert beside == [file.as_uri()]


def test_without_scripts_words_and_picture_are_seen(chromium, tmp_path, output):
    file = notebook(tmp_path / "notebook.html", without_scripts(output), JUPYTER)
    with tab(chromium) as watched:
        watched.tab.goto(file.as_uri())
        assert watched.tab.locator(".suite-plain").first.is_visible()
        picture = watched.tab.locator(".suite-plain img").first
        assert picture.evaluate("(one) => one.complete && one.naturalWidth") > 300
        assert watched.tab.locator("iframe").count() == 0
        assert watched.complaints == []


def test_in_a_sandbox_too(chromium, tmp_path, output):
    """Where a script of one frame cannot see into another."""
    file = tmp_path / "notebook.html"
    inner = notebook(file, output, None).read_text("utf-8")
    file.write_text(f'<iframe sandbox="allow-scripts" srcdoc="{escape(inner)}"></iframe>', "utf-8")
    with tab(chromium) as watched:
        watched.tab.goto(file.as_uri())
        cell = watched.tab.frame_locator("iframe").first
        page = cell.frame_locator("iframe").first
        page.locator(".canvas").first.scroll_into_view_if_needed(timeout=20_000)
        page.locator(".canvas canvas").first.wait_for(timeout=20_000)
        assert not cell.locator(".suite-plain").first.is_visible()


def test_where_scripts_may_not_unpack_it_the_words_stay(chromium, tmp_path, output):
    file = notebook(tmp_path / "notebook.html", output, JUPYTER)
    with tab(chromium) as watched:
        watched.tab.add_init_script("delete window.DecompressionStream")
        watched.tab.goto(file.as_uri())
        assert watched.tab.locator(".suite-plain").first.is_visible()
        assert watched.tab.locator("iframe").count() == 0
        assert watched.complaints == []
