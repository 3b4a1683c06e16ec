"""The charts' script that is checked in."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess

import pytest

from tests.commands import CHECKOUT, HOME

BUNDLE = HOME / "suite/runs/page/render/echarts"
SOURCE = CHECKOUT / "suite/runs/page/render/echarts"  # which a wheel does not have


def noted() -> dict[str, str]:
    found: dict[str, str] = json.loads((BUNDLE / "echarts.json").read_text("utf-8"))
    return found


def test_the_script_is_the_one_that_was_built():
    script = gzip.decompress((BUNDLE / "echarts.js.gz").read_bytes())
    assert hashlib.sha256(script).hexdigest() == noted()["sha256"]
    assert noted()["version"].encode() in script
    assert b"</script" not in script
    assert script.isascii()


def test_version_and_licenses_are_noted():
    package = json.loads((SOURCE / "package.json").read_text("utf-8"))
    assert package["devDependencies"]["echarts"] == noted()["version"]
    lock = json.loads((SOURCE / "package-lock.json").read_text("utf-8"))
    assert lock["packages"]["node_modules/echarts"]["version"] == noted()["version"]
    assert "Apache License" in (BUNDLE / "LICENSE").read_text("utf-8")


def test_to_build_it_anew_gives_the_same(tmp_path):
    if shutil.which("node") is None or not (SOURCE / "node_modules").is_dir():
        pytest.skip("no node_modules: run `npm ci` in suite/runs/page/render/echarts")
    subprocess.run(["node", "build.mjs", str(tmp_path)], cwd=SOURCE, check=True)
    assert json.loads((tmp_path / "echarts.json").read_text("utf-8")) == noted()
