"""What the workers of a run do together, around all that each does alone."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from suite.recipe import Recipe
from suite.recipe.identity.identity import Identity
from suite.runs import RunDirectory
from suite.training.replicas.guard import guarded
from suite.training.replicas.lost_workers import lost_workers
from suite.training.replicas.same_work import card_of, check_same_data, check_same_work
from suite.workers.cluster import Cluster
from suite.workers.meeting import Meeting
from suite.workers.rendezvous import meet


@contextlib.contextmanager
def together(
    cluster: Cluster | None,
    recipe: Recipe,
    directory: RunDirectory,
    say: Callable[[str], object],
) -> Iterator[Meeting | None]:
    """Meet the other workers, see that they are about to do the same, and stay connected.

    Args:
        cluster: the workers; None for a run of one process, which has nothing to do here.
        recipe: of this worker.
        directory: of this worker's run.
        say: shows a line of text.

    Raises:
        UserError: a worker does not come, or would compute something else.
        RunFailure: a worker is lost on the way.

    Example:
        >>> with together(None, suite.load("quickstart"), None, print) as meeting:
        ...     print(meeting)  # of one process alone
        None
    """
    if cluster is None:
        yield None
        return
    quiet = say if cluster.is_chief else lambda text: None
    meeting = meet(cluster, recipe.training.worker_wait, quiet)
    with guarded(meeting, directory.note_status), lost_workers(meeting):
        check_same_work(meeting.exchange(card_of(recipe)))
        yield meeting


def compare_data(meeting: Meeting | None, identity: Identity) -> None:
    """Refuse to train on other data than the other workers; before the first collective operation,
    in which they would wait for each other forever.

    Raises:
        UserError: names the first such worker and every difference.
    """
    if meeting is not None:
        check_same_data(meeting.exchange({"data": identity["data"]}))
