"""The command line. Importing this package imports nothing else, so that it starts quickly."""
