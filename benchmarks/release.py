"""Whether this checkout can be released: one line per check, and status 1 if one fails.

    python -m benchmarks.release

It builds wheel, source distribution and site in a temporary folder, and trains the quickstart in
a fresh environment from the wheel: that needs the network, or a mirror, and some minutes.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import jsonschema
import yaml

from suite.catalog import HERE
from suite.package import VERSION
from suite.recipe.text.dialect import Loader
from suite.studies.file_schema import file_schema
from suite.studies.pages.lecture_notebook import write_lecture_notebook
from suite.studies.pages.lecture_page import NAMES

ROOT = Path(__file__).parents[1]
ECHARTS = "suite/runs/page/render/echarts"
# What others own and a wheel holds, with what they ask for beside it.
_LICENSES = (f"{ECHARTS}/LICENSE", f"{ECHARTS}/NOTICE")


class Fails(Exception):
    """A check that fails; the message says by what."""


def version(root: Path) -> None:
    """CITATION.cff and CHANGELOG.md know the version, as Keep a Changelog writes it."""
    if yaml.safe_load((root / "CITATION.cff").read_text("utf-8"))["version"] != VERSION:
        raise Fails(f"CITATION.cff has another version than {VERSION}")
    changes = (root / "CHANGELOG.md").read_text("utf-8")
    heading = rf"^## \[?{re.escape(VERSION)}\]? - \d{{4}}-\d\d-\d\d$"
    if not re.search(heading, changes, re.MULTILINE):
        raise Fails(f"CHANGELOG.md has no heading '## {VERSION} - YYYY-MM-DD'")


def notebooks(root: Path) -> None:
    """Those of the lectures are what studies and exercises make of them."""
    with tempfile.TemporaryDirectory() as folder:
        for lecture in NAMES:
            made = write_lecture_notebook(lecture, Path(folder)).read_text("utf-8")
            if (root / "notebooks" / "lectures" / f"{lecture}.ipynb").read_text("utf-8") != made:
                raise Fails(f"notebooks/lectures/{lecture}.ipynb is not what would be written")


def schema(root: Path) -> None:
    """The schema is one, and every shipped recipe is right by it."""
    rules = json.loads(json.dumps(file_schema(HERE)))
    checker = jsonschema.validators.validator_for(rules)
    checker.check_schema(rules)
    validator = checker(rules)
    for file in sorted((root / "recipes").rglob("*.yaml")):
        if file.parent.name in ("exercises", "solutions"):
            continue
        text = file.read_text("utf-8")
        for error in validator.iter_errors(yaml.load(text, Loader=Loader)):
            raise Fails(f"{file.relative_to(root)}: {error.message[:200]}")


def licenses(wheel: Path) -> None:
    """The wheel holds the licenses of the suite and of what it embeds."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    own = [name for name in names if re.search(r"\.dist-info/(licenses/)?LICENSE$", name)]
    missing = [name for name in _LICENSES if name not in names] + ["LICENSE"] * (not own)
    if missing:
        raise Fails(f"the wheel lacks {', '.join(missing)}")


def same(wheel: Path, again: Path) -> None:
    """Two wheels have the same files with the same content."""
    if _contents(wheel) != _contents(again):
        raise Fails("the source distribution builds another wheel")


def build(kind: str, source: Path, out: Path) -> Path:
    """A `wheel` or an `sdist` of a folder, by setuptools itself."""
    code = f"from setuptools.build_meta import build_{kind}; build_{kind}({str(out)!r})"
    _call(sys.executable, "-c", code, at=source)
    (built,) = out.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return built


def site(root: Path, out: Path) -> None:
    """The site is built without a warning."""
    _call(sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", "docs", str(out), at=root)


def quickstart(wheel: Path, folder: Path) -> None:
    """The wheel trains the quickstart in an environment that has nothing else."""
    _call(sys.executable, "-m", "venv", "fresh", at=folder)
    python = str(folder / "fresh" / "bin" / "python")
    _call(python, "-m", "pip", "install", "-q", str(wheel), at=folder)
    _call(python, "-m", "suite", "run", "quickstart", "--out", "run", at=folder)


def main() -> None:
    passed = True

    def check(name: str, function: Callable[..., object], *arguments: Path) -> bool:
        nonlocal passed
        try:
            function(*arguments)
        except Fails as problem:
            passed = False
            print(f"fails  {name}: {problem}", flush=True)
            return False
        print(f"holds  {name}", flush=True)
        return True

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        source = folder / "source"
        shutil.copytree(ROOT, source, ignore=leftovers)
        check("version", version, ROOT)
        check("notebooks", notebooks, ROOT)
        check("schema", schema, ROOT)
        if check("wheel and source distribution", _builds, source, folder):
            (wheel,) = (folder / "wheel").glob("*.whl")
            check("licenses", licenses, wheel)
            check("quickstart", quickstart, wheel, folder)
        check("site", site, source, folder / "site")
    sys.exit(0 if passed else 1)


def leftovers(folder: str, names: list[str]) -> set[str]:
    """What of a folder is no part of a release: hidden files, and at the top what was made."""
    made = {"runs", "build", "dist"} if Path(folder) == ROOT else set()
    patterns = shutil.ignore_patterns(".*", "*.egg-info", "__pycache__")
    return patterns(folder, names) | (made & set(names))


def _builds(source: Path, folder: Path) -> None:
    for name in ("wheel", "sdist", "again"):
        (folder / name).mkdir()
    wheel = build("wheel", source, folder / "wheel")
    shutil.rmtree(source / "build", ignore_errors=True)
    archive = build("sdist", source, folder / "sdist")
    with tarfile.open(archive) as opened:
        opened.extractall(folder / "sdist", filter="data")
    (unpacked,) = (path for path in (folder / "sdist").iterdir() if path.is_dir())
    same(wheel, build("wheel", unpacked, folder / "again"))


def _contents(wheel: Path) -> dict[str, int]:
    with zipfile.ZipFile(wheel) as archive:
        return {one.filename: one.CRC for one in archive.infolist() if "RECORD" not in one.filename}


def _call(*command: str, at: Path) -> None:
    done = subprocess.run(command, cwd=at, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise Fails(said[-1] if said else f"status {done.returncode}")


if __name__ == "__main__":
    main()
