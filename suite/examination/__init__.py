"""What is measured after a run that is in trouble, for the doctor to tell its causes apart."""

from suite.examination.context import ExaminationContext
from suite.examination.registry import EXAMINATIONS, examine
from suite.examination.support.deadline import Deadline
from suite.examination.support.examples import Examples
from suite.examination.trouble import in_trouble

__all__ = ["EXAMINATIONS", "Deadline", "ExaminationContext", "Examples", "examine", "in_trouble"]
