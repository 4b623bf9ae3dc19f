"""What other sites read of the catalogue, written as a stream however large it is."""
