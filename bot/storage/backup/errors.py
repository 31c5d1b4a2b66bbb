"""What can be wrong with a backup."""


class BackupError(Exception):
    """A backup cannot be made or restored. The message is one Chinese sentence for the operator, without any password
    and without anything that the database holds."""


class OccupiedError(BackupError):
    """The database to restore into is not empty."""
