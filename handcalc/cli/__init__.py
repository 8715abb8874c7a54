"""The command line: one command a topic, composed from its signature, and a few commands around them."""
