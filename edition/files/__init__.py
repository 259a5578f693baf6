"""What is written beside the pages, a module a kind of file."""
