"""Random grids, random stocks and the datasets made of them, for hypothesis."""
