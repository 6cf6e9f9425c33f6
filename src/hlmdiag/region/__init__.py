"""The files of several organisations read as one stock: which are kept, and how their rows are joined."""
