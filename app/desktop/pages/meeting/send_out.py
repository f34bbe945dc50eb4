from PySide6.QtWidgets import QWidget


class SendOut(QWidget):
    def __init__(self, desk):
        super().__init__()

    def show_sitting(self, sitting): ...
