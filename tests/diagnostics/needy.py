"""A diagnostic that asks for what it is told to."""

from __future__ import annotations

from suite import Diagnostic


class Needy(Diagnostic):
    """Needs what it is told, and remembers every step that it saw."""

    def __init__(self, *needs: str, layers=(), every=1):
        super().__init__(every)
        self.needs = frozenset(needs)
        self.wanted = layers
        self.seen = []
        self.values = {}
        self.said = []

    def build(self, model):
        self.layers = self.wanted

    def observe(self, step):
        self.seen.append(step)

    def report(self):
        return self.values

    def findings(self):
        return self.said
