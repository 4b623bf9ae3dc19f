"""What happens to carts: one verb a file."""
