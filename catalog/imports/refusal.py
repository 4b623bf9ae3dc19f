"""What is raised by whatever reads a file."""


class UnreadableFile(Exception):
    """Nothing can be imported from the file; the message tells the merchant why."""
