"""What the catalogue asks of the outside: pictures on the web."""
