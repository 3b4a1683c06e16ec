"""Read the files of a run directory, and name the one that is not as it was written."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml

from suite.errors import UserError

if TYPE_CHECKING:
    from pydantic import TypeAdapter

# Eight times as fast, where PyYAML was built with it.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Form = TypeVar("Form")
Default = TypeVar("Default")


def damaged(path: object, reason: object) -> UserError:
    """The error that names a damaged file."""
    return UserError(
        f"{path}: is damaged: {reason}. Put back a copy of the file, or delete the file to use the "
        "rest of the folder."
    )


def without_remedy(error: UserError) -> str:
    """The first sentence of an error: the place and the cause."""
    return str(error).partition(". ")[0].removesuffix(".")


def read_text(path: Path) -> str:
    """The text of a file.

    Raises:
        UserError: it is a folder, cannot be read, or is not UTF-8 text.
    """
    if path.exists() and not path.is_file():  # a pipe would be waited for
        raise damaged(path, "a folder or a device lies in the place of the file")
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise damaged(path, f"not UTF-8 text: byte 0x{byte:02x} at {error.start}") from error


def read_json(path: Path, form: type[Form], default: Default) -> Form | Default:
    """What a JSON file holds.

    Args:
        path: the file.
        form: a type as pydantic checks it, such as `list[str]`.
        default: where there is no file.

    Raises:
        UserError: the file cannot be read, is not JSON, or has another form.
    """
    if not path.exists():
        return default
    text = read_text(path)
    try:
        return checked(json.loads(text, parse_constant=_refused), form)
    except RecursionError as error:
        raise damaged(path, "the values are nested too deeply") from error
    except ValueError as error:
        raise damaged(path, error) from error


def read_yaml(path: Path) -> dict[str, Any]:
    """What a YAML file holds that is a mapping, such as a resolved recipe.

    Raises:
        UserError: the file cannot be read, is no YAML, or is no mapping.
    """
    text = read_text(path)
    try:
        return checked(yaml.load(text, _Loader), dict[str, Any])
    except RecursionError as error:
        raise damaged(path, "the values are nested too deeply") from error
    except (yaml.YAMLError, ValueError) as error:
        raise damaged(path, " ".join(str(error).split())) from error


def checked(value: Any, form: type[Form]) -> Form:
    """The value, if it has the form.

    Raises:
        ValueError: it has not; says where, and what stands there.
    """
    from pydantic import ValidationError

    valid: Form = value
    try:
        _adapter(form).validate_python(value, strict=True)  # type: ignore[arg-type] # hashable
        return valid
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        message = first["msg"][0].lower() + first["msg"][1:].partition(" or instance of")[0]
        received = repr(first["input"])
        if len(received) > 40:
            received = f"{received[:40]}..."
        raise ValueError(f"{place or 'the whole'}: {message}. Received: {received}") from error


@functools.cache
def _adapter(form: Any) -> TypeAdapter[Any]:
    """What checks values of a form; it takes longer to make than to use."""
    from pydantic import TypeAdapter

    return TypeAdapter(form)


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
