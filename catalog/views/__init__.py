"""The pages of the catalogue, one file for what a visitor came to do."""
