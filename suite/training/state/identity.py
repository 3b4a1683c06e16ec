"""Whether a run that goes on is still the same: its recipe's code and data hold what they held."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable

from suite.data import Dataset
from suite.data.digest import digest_of
from suite.data.fingerprint import fingerprint
from suite.errors import UserError
from suite.recipe import Recipe
from suite.recipe.identity.code_files import code_digests
from suite.recipe.identity.identity import FILE, Identity, content_changes, read_identity, to_text
from suite.recipe.identity.portable import portable
from suite.runs import RunDirectory
from suite.runs.files.write_whole import write_whole
from suite.training.assembly.transfer.source import source_file, weights_source


def identity_of(recipe: Recipe) -> Identity:
    """Of a recipe's values and code; before any of it is imported, as it may change meanwhile."""
    found = {"recipe": json.loads(json.dumps(portable(recipe))), "code": code_digests(recipe)}
    source = weights_source(recipe)
    if source is not None:
        found["code"]["transfer.source"] = {"weights": _weights(recipe, source)}
    return found


def with_data(identity: Identity, dataset: Dataset) -> Identity:
    return {**identity, "data": fingerprint(dataset)}


def write_identity(directory: RunDirectory, identity: Identity) -> None:
    write_whole(directory.path / FILE, to_text(identity))


def check_unchanged(
    directory: RunDirectory, now: Identity, force: bool, say: Callable[[str], object]
) -> None:
    """Refuse to go on with code or data of another content, unless the user insists.

    Args:
        directory: of the run; one that has recorded nothing is taken as unchanged.
        now: of this process.
        force: only say what has changed.
        say: shows a line of text.

    Raises:
        UserError: names everything that has changed.
    """
    try:
        before = read_identity(directory.path)
    except (ValueError, OSError) as error:
        say(f"{directory.path / FILE} is damaged ({error}): changes of code or data go unnoticed")
        return
    changes = content_changes(before, now) if before is not None else []
    if not changes:
        return
    lines = "\n".join(f"  {change}" for change in changes)
    told = f"{directory.path}: what the recipe names has changed since the run began:\n{lines}"
    if not force:
        raise UserError(f"{told}\nPut it back, start a new run, or insist with --force.")
    say(told)


def _weights(recipe: Recipe, source: str) -> str:
    """Of the source's file; a `.keras` archive's without its date."""
    path = source_file(recipe, source)
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        message = f"cannot be opened: {path}: is damaged, or not a Keras model: {error}"
        raise recipe.problem(("transfer", "source"), message) from error
    with archive:
        members = sorted((one.filename, one.CRC, one.file_size) for one in archive.infolist())
    return digest_of(repr([one for one in members if one[0] != "metadata.json"]))
