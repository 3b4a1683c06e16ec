"""The site: `python -m sphinx -W -b html docs build/site`. What is generated comes from the source, by `docs/pages/`."""

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from pages.accessible import mend  # noqa: E402
from pages.counterparts import add_languages  # noqa: E402
from pages.everything import write_pages  # noqa: E402
from pages.of_the_repository import moved  # noqa: E402

from suite.catalog import HERE as SHIPPED  # noqa: E402
from suite.package import REPOSITORY, SITE, VERSION  # noqa: E402
from suite.recipe.text.modeline import SCHEMA  # noqa: E402
from suite.studies.file_schema import file_schema  # noqa: E402

project = "Keras training suite"
author = copyright = "The authors of the Keras training suite"
version = release = VERSION
html_baseurl = SITE

extensions = ["myst_parser", "sphinx_copybutton", "sphinx_design"]
myst_enable_extensions = ["colon_fence", "deflist", "attrs_block", "attrs_inline"]
myst_heading_anchors = 4
exclude_patterns = ["pages"]
templates_path = ["templates"]
html_theme = "pydata_sphinx_theme"
html_title = project
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "github_url": REPOSITORY,
    "navbar_align": "left",
    "header_links_before_dropdown": 6,
    "navbar_end": ["counterpart", "theme-switcher", "navbar-icon-links"],
    "show_toc_level": 2,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
}


def setup(app):
    app.connect("builder-inited", lambda app: write_pages(HERE))
    app.connect("source-read", links_of_pages)
    app.connect("html-page-context", add_languages)
    app.connect("html-page-context", mend)
    app.connect("build-finished", publish_schema)


def links_of_pages(app, name, content):
    """Pages of `docs/` name files of the repository, which are on its own site."""
    if "/" not in name and name != "index":
        content[0] = moved(content[0], "docs")


def publish_schema(app, failure):
    """The schema that the first line of a copied recipe names, for editors."""
    if failure is None and app.builder.format == "html":
        text = json.dumps(file_schema(SHIPPED), indent=1)
        (Path(app.outdir) / SCHEMA).write_text(text + "\n", "utf-8")
