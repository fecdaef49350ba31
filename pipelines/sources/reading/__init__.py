"""Reading: what stands in a file, a page or a batch, as tables of text and rows that could not be read."""
