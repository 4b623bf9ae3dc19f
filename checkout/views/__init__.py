"""The screens of the contract, one a file."""
