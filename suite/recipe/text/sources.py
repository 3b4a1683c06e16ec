"""From what the user names - a path, a shipped recipe, an https address - to a text."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from suite.errors import UserError
from suite.given_path import as_there, brief
from suite.recipe.text.fetch import LARGEST, fetch, raw_url
from suite.recipe.text.place import Origin, shown
from suite.recipe.text.problems import Problem, RecipeError
from suite.recipe.text.shipped import find_shipped, shipped
from suite.suggest import close_names, did_you_mean


@dataclass(frozen=True)
class Source:
    """A text with its origin.

    Args:
        address: the absolute path or the https address, the same for the same text.
        name: the name that a recipe in this text has by default.
    """

    text: str
    origin: Origin
    address: str
    name: str


def open_recipe(reference: str | Path) -> Source:
    """Read the recipe that the user names.

    Raises:
        RecipeError: there is none, or it cannot be read.
    """
    try:
        return open_source(reference)
    except UserError as error:
        problem = Problem(brief(os.fspath(reference)), None, None, "", str(error))
        raise RecipeError([problem]) from error


def open_source(
    reference: str | Path, base: Source | None = None, *, trust: bool = False
) -> Source:
    """Read what `reference` names; `base` is the recipe that extends it.

    A recipe from the web extends others of its own host and shipped ones; with `trust` any.

    Raises:
        UserError: with cause and remedy; the place is for the caller to say.
    """
    text = os.fspath(reference)
    remote_base = base is not None and base.origin.remote
    if base is not None and remote_base and ("://" in text or find_shipped(text) is None):
        return _from_web(_address_beside(base.origin.address, text, trust))
    if "://" in text:
        return _from_web(text)
    folder = base.origin.folder if base else Path.cwd()
    path = as_there(folder / os.path.expanduser(text))
    found = None if remote_base or not os.path.isfile(path) else path
    found = found or find_shipped(text)
    if found is None and os.path.exists(path) and not os.path.isdir(path):
        found = path  # a pipe, as in `run <(make-recipe)`
    if found is None:
        raise UserError(_missing(text, path))
    source = _from_file(found)
    if base is not None and base.origin.is_strange:
        # What a page of the web brings with it is trusted as little as the page.
        origin = replace(source.origin, brought=True, address=base.origin.address)
        source = replace(source, origin=origin)
    return source


def _address_beside(page: str, reference: str, trust: bool) -> str:
    """What a page of the web means by an address; another host only with trust."""
    try:
        url = urljoin(page, reference)
        host = _host_of(url)
    except ValueError as error:  # brackets of no address, a port that is no number
        raise UserError(f"is no address ({error})") from error
    if not trust and host not in (None, _host_of(page)):
        raise UserError(
            f"leads to another host, {host}, which a recipe from the web may not; pass --trust "
            "if you trust this address"
        )
    return url


def _host_of(url: str) -> str | None:
    """Name and port behind an https address; None for another one, which is refused anyway."""
    parts = urlsplit(raw_url(url))
    return f"{parts.hostname}:{parts.port or 443}" if parts.scheme == "https" else None


def _from_file(path: Path) -> Source:
    try:
        with open(path, "rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise UserError(f"cannot be read: {error.strerror}") from error
    if len(content) > LARGEST:
        raise UserError(f"more than {LARGEST / 1e6:g} MB; a recipe is a short YAML text")
    path = Path(os.path.abspath(path))
    return Source(_decoded(content), Origin(shown(path), path.parent), str(path), path.stem)


def _from_web(url: str) -> Source:
    scheme = url.split("://")[0]
    if scheme.lower() != "https":
        raise UserError(f"a recipe from the web needs an https:// address, not {scheme}://")
    url = raw_url(url)
    try:
        stem = PurePosixPath(unquote(urlsplit(url).path)).stem
    except ValueError as error:
        raise UserError(f"is no address ({error})") from error
    origin = Origin(url, remote=True, address=url)
    return Source(_decoded(fetch(url)), origin, url, stem or "recipe")


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        raise UserError(
            f"not UTF-8 text: byte 0x{content[error.start]:02x} at line {line}, column {column}; "
            "a recipe is a YAML text saved as UTF-8"
        ) from error


def _missing(text: str, path: Path) -> str:
    if os.path.isdir(path):
        inside = sorted(item.name for item in path.glob("*.y*ml"))
        remedy = f"name a file in it: {', '.join(inside[:8])}" if inside else "name a recipe file"
        return f"is a folder, not a recipe; {remedy}"
    folder, suffixless = os.path.dirname(text), text.removesuffix(".yaml")
    beside = path.parent.glob("*.yaml") if os.path.isdir(path.parent) else ()
    candidates = {
        os.path.join(folder, item.stem): os.path.join(folder, item.name) for item in beside
    }
    for name in shipped():
        candidates |= {name.rpartition("/")[2]: name, name: name}
    close = close_names(suffixless, candidates, 3)
    hint = did_you_mean(candidates[match] for match in close)
    return (
        f"no such file and no shipped recipe of that name{hint} "
        "`python -m suite list recipes` shows all"
    )
