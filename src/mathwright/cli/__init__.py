"""The command line: one file a command; it parses, makes one call into ``jobs``, prints."""
