"""A name that the catalog does not have, and what the user may have meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from suite.catalog.names.spelling import key
from suite.errors import UserError
from suite.suggest import close_names, did_you_mean

_SHOWN = 30  # accepted names that fit a message


class UnknownName(UserError):
    """A name that the catalog does not have.

    Args:
        message: what to tell the user.
        suggestions: close matches, the closest first.
        accepted: every name of the kind.

    Example:
        >>> error = UnknownName("unknown optimizer 'adan'", ["adam"], ["adam", "sgd"])
        >>> error.suggestions
        ('adam',)
    """

    def __init__(self, message: str, suggestions: Sequence[str], accepted: Sequence[str]):
        super().__init__(message)
        self.suggestions = tuple(suggestions)
        self.accepted = tuple(accepted)


def no_match(
    what: str, name: str, accepted: Sequence[str], also: Iterable[str] = (), where: str = ""
) -> UnknownName:
    """The error for a name that is none of the accepted ones.

    Args:
        what: how the message begins.
        name: as the user wrote it.
        accepted: the names that there are.
        also: other spellings that are understood, too many to be listed.
        where: the command that lists the accepted names, where they are many.
    """
    spellings = {key(one): one for one in [*also, *accepted]}
    close = [spellings[one] for one in close_names(key(name), spellings, 3)]
    message = f"{what}{did_you_mean(close)}"
    if len(accepted) <= _SHOWN or not where:
        message += f" accepted: {', '.join(accepted)}"
    else:
        message += f" all names: {where}"
    return UnknownName(message, close, accepted)
