"""The window: pages and dialogs written by hand over a few plain machines. The only users of Qt's widgets."""
