"""Hosts and networks that fail, and runs that go on after it.

    python -m benchmarks.hosts [--cases NAME ...] [--page docs/workers.md]

Two or three hosts, as namespaces of this machine, train a small net with dropout, batch
normalization and Adam. Something happens; each worker must then end with one message within the
stated 30 seconds, and the same command must go on to weights, history, measurements and findings
that are, bit for bit, those of a run to which nothing happened. Or the run takes no notice, and
comes to the same. A last row goes on with one worker, whose losses are equal to 1e-4. Ends
with status 1 if anything is otherwise.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.hosts.cases import CASES, NAMES, Case
from benchmarks.hosts.namespaces import why_not
from benchmarks.hosts.network import Network
from benchmarks.hosts.workers import Workers
from benchmarks.kills.__main__ import differences, rows
from benchmarks.page import machine, publish, table

STATED = 30.0  # seconds
# Of losses. A single weight whose gradient is zero but for rounding may differ by more: Adam makes
# steps of a whole learning rate of it.
ROUNDING = 1e-4
FEWER = "cut, and resumed by one worker in the place of two"
_HEADER = ("what", "who ends, after seconds", "the message", "then")
_TEXT = """Made by `python -m benchmarks.hosts --page docs/workers.md` on {machine}

{table}
"""


class Trial:
    """The cases on one network, and the runs to which nothing happened.

    Args:
        network: of three hosts.
        folder: for everything.
    """

    def __init__(self, network: Network, folder: Path) -> None:
        self.network, self.folder = network, folder
        self.wrong: list[str] = []

    def row(self, case: Case) -> list[str]:
        """What happens, and whether it is as it should be."""
        workers = self._workers(case)
        name = "disk/run" if "disk" in case.what else case.what.replace(" ", "-")
        if "disk" in case.what:
            self.network.disk(0, workers.home(0) / "runs" / "disk", 6)
        with case.around(self.network):
            workers.start(name, pause=0.2 if case.event else 0.0)
            if case.event is not None:
                workers.wait_for_checkpoint(name)
            since = time.monotonic()
            if case.event is not None:
                case.event(self.network, workers)
            ended = workers.end(since)
        case.remedy(self.network)
        if case.is_survived:
            fine = not any(one.status for one in ended)
            return self._told(case, "nobody", "", name, fine, "the run ends as it should, ")
        heard = [(index, one) for index, one in enumerate(ended) if index != case.gone]
        fine = all(one.status == 1 and one.after <= STATED for _, one in heard)
        seconds = ", ".join(f"{one.after:.0f}" for _, one in heard)
        who = f"worker{'s' if len(heard) > 1 else ''} {', '.join(str(i) for i, _ in heard)}: "
        message = "; ".join(dict.fromkeys(_short(one.error) for _, one in heard))
        if "disk" in case.what:
            (workers.out("disk") / "filled").unlink()
        elif case.what == CASES[0].what:
            shutil.copytree(workers.out(name), workers.out("fewer"))
        workers.finish(name)
        return self._told(case, who + seconds, message, name, fine, "resumed, ")

    def fewer(self) -> list[str]:
        """The first case's run, resumed by one worker alone."""
        alone = Workers(self.network, self.folder, 1)
        (ended,) = alone.finish("fewer")
        pairs = zip(rows(self._alone(2)), rows(alone.out("fewer")), strict=True)
        distance = max(
            abs(float(two[name]) / float(one[name]) - 1)
            for one, two in pairs
            for name in ("loss", "val_loss")
        )
        told = [line for line in ended.said.splitlines() if "equal to rounding" in line]
        if distance > ROUNDING or not told:
            self.wrong.append(FEWER)
        return [FEWER, "nobody", told[0].strip() if told else "", f"losses within {distance:.0e}"]

    def _told(
        self, case: Case, who: str, message: str, name: str, fine: bool, then: str
    ) -> list[str]:
        found = differences(self._alone(case.workers), self._workers(case).out(name))
        if found or not fine:
            self.wrong.append(case.what)
        outcome = f"**differs in {', '.join(found)}**" if found else "bit for bit"
        return [case.what, who, message, then + outcome]

    def _alone(self, count: int) -> Path:
        """A run of so many workers to which nothing happens."""
        workers = Workers(self.network, self.folder, count)
        name = f"alone-{count}"
        if not workers.out(name).exists():
            workers.finish(name)
        return workers.out(name)

    def _workers(self, case: Case) -> Workers:
        return Workers(self.network, self.folder, case.workers, variables=case.variables)


def _short(message: str) -> str:
    """Without what is to be done, which is the same everywhere."""
    return message.partition(". Start all workers again")[0]


def _merged(page: Path | None, rows: list[list[str]]) -> list[list[str]]:
    """With the rows of the page that were not measured now, in the order of the cases."""
    known = {row[0]: row for row in rows}
    if page is not None and page.exists():
        for line in page.read_text("utf-8").splitlines():
            cells = [cell.strip() for cell in line.strip("|").split(" | ")]
            if len(cells) == len(_HEADER) and cells[0] not in known:
                known[cells[0]] = cells
    return [known[name] for name in (*(case.what for case in CASES), FEWER) if name in known]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = [*(case.what for case in CASES), FEWER]
    parser.add_argument("--cases", nargs="+", metavar="NAME", choices=names, default=names)
    parser.add_argument("--page", type=Path, metavar="FILE", help="write the table there")
    options = parser.parse_args()
    if (reason := why_not()) is not None:
        raise SystemExit(f"no hosts here: {reason}")
    rows = []
    with tempfile.TemporaryDirectory() as folder, Network(NAMES) as network:
        trial = Trial(network, Path(folder))
        for case in CASES:
            if case.what in options.cases:
                rows.append(trial.row(case))
                print(" | ".join(rows[-1]), flush=True)
                _publish(options.page, rows)
        if FEWER in options.cases:
            rows.append(trial.fewer())
            print(" | ".join(rows[-1]), flush=True)
            _publish(options.page, rows)
    if trial.wrong:
        print(f"not as it should be: {', '.join(trial.wrong)}")
    return int(bool(trial.wrong))


def _publish(page: Path | None, rows: list[list[str]]) -> None:
    """Row by row: the whole takes long, and what is measured is measured."""
    if page is not None:
        whole = table(_HEADER, _merged(page, rows)).replace("---:", "---")
        publish("hosts", _TEXT.format(machine=machine(), table=whole), page)


if __name__ == "__main__":
    sys.exit(main())
