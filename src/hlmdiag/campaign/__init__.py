"""Campaigns: several results of one grid, what moved from one to the next, and why."""
