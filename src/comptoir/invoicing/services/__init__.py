"""The verbs of invoicing, by noun."""

from comptoir.invoicing.services.consignments import Consignment
from comptoir.invoicing.services.issuing import issue_credit_note, issue_invoice, issue_reduction
from comptoir.invoicing.services.making import read_document, render_document
from comptoir.invoicing.services.papers import PaperFile, make_paper, paper_file

__all__ = [
    "Consignment",
    "PaperFile",
    "issue_credit_note",
    "issue_invoice",
    "issue_reduction",
    "make_paper",
    "paper_file",
    "read_document",
    "render_document",
]
