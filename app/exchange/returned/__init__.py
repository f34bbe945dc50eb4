"""A workbook that was sent comes home: which columns are which, what each cell was when it was sent, what the sender changed. Pure."""
