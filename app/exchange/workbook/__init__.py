"""The 3W workbook out: plain data in, files on disk out. The columns are data (`resources/vocabulary/sheet_columns.csv`)."""
