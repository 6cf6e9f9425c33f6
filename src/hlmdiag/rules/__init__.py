"""Rules and aggregations: what an answer is worth, and how several scores become one."""
