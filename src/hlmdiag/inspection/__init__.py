"""Look at a file before scoring it: what was understood, what is refused and where, what to do next."""

from hlmdiag.inspection.document import as_document
from hlmdiag.inspection.faults import Fault
from hlmdiag.inspection.inspect import inspect
from hlmdiag.inspection.model import Fit, Inspection
from hlmdiag.inspection.questions import ReadingQuestion, questions

__all__ = ["Fault", "Fit", "Inspection", "ReadingQuestion", "as_document", "inspect", "questions"]
