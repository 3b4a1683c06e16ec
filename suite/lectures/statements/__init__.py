"""What the lectures state, sentence by sentence: a file of each lecture."""

from suite.lectures.statements.statement import Statement, StatementVerdict, statements, verdicts

__all__ = ["Statement", "StatementVerdict", "statements", "verdicts"]
