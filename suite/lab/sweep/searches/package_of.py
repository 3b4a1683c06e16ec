"""The package that draws for a search, if it is there and new enough."""

from __future__ import annotations

import importlib.metadata

from suite.errors import UserError


def version_of(package: str, name: str, least: int, kind: str) -> str:
    """The version of an optional package that a kind of sweep needs.

    Args:
        package: as it is installed.
        name: as it is called.
        least: the major version that is needed, of `0.13` the minor one.
        kind: of the sweep, for the message.

    Raises:
        UserError: it is not installed, or too old.

    Example:
        >>> version_of("numpy", "NumPy", 1, "random") == np.__version__
        True
    """
    remedy = f"pip install --upgrade 'keras-training-suite[sweep]', or pip install -U {package}"
    try:
        version = importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        message = f"sweep.kind: {kind} needs {name}, which is not installed: {remedy}"
        raise UserError(message.replace("--upgrade ", "").replace("-U ", "")) from None
    major, _, rest = version.partition(".")
    number = rest.partition(".")[0] if major == "0" else major
    if number.isdigit() and int(number) < least:
        wanted = f"0.{least}" if major == "0" else str(least)
        raise UserError(
            f"sweep.kind: {kind} needs {name} {wanted} or newer, and {version} is installed: "
            f"{remedy}"
        )
    return version
