"""What ends a command beside the errors of the graph."""


class Failure(Exception):
    """Ends the command with these words on stderr and this exit status."""

    def __init__(self, words: str, *, status: int = 1) -> None:
        super().__init__(words)
        self.status = status
