"""The verbs of invoicing, by noun."""

from comptoir.invoicing.services.issuing import issue_credit_note, issue_invoice
from comptoir.invoicing.services.making import read_document, render_document

__all__ = ["issue_credit_note", "issue_invoice", "read_document", "render_document"]
