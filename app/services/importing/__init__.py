"""Any 3W workbook in: `propose` says what taking a file would do, `take` writes it. Everything proposed can be overruled."""

from app.services.importing.earlier import Earlier, draft_file, list_imports
from app.services.importing.marked_copy import mark_copy
from app.services.importing.options import Options
from app.services.importing.proposal import Proposal
from app.services.importing.proposing import propose
from app.services.importing.report import answer_to_sender, report
from app.services.importing.taking import take

__all__ = [
    "Earlier",
    "Options",
    "Proposal",
    "answer_to_sender",
    "draft_file",
    "list_imports",
    "mark_copy",
    "propose",
    "report",
    "take",
]
