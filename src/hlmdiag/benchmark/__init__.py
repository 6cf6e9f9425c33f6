"""Several landlords side by side: what each sends, what is published of all, where each one stands."""
