"""The services outside that take the money."""
