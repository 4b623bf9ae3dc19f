"""What the catalogue asks people for, one concept a file."""
