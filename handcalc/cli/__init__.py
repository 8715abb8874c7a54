"""The command line: a command for each topic, built from its signature, and a few other commands."""
