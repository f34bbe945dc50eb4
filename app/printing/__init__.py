"""Documents on paper and as pictures (QtGui, no widgets)."""
