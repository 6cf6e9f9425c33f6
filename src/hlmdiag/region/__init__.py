"""What several organisations sent, read as one stock: which of their files are kept, and how their rows are joined."""
