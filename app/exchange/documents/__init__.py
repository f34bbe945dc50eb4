"""Documents that leave on paper or in a message: one neutral model, and its writers for Word and for a messenger.

`app.printing.document_pdf` writes the same model as a PDF.
"""
