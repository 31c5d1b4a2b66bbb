"""Everything out of a database and back into another one: ``zuwu backup`` and ``zuwu restore``.

What a backup holds is read from the database itself and not from the tables that this version of the program knows, so
that a table that comes later is in it, and the backup of an older schema can be restored: into that schema, which is
then brought up to date as any database is.
"""
