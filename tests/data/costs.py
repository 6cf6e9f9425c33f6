"""What a program that reads forged files tells of its own memory."""

from __future__ import annotations

PEAK = """
import resource, sys
from pathlib import Path

def forget_peak():
    if sys.platform == "linux":
        Path("/proc/self/clear_refs").write_text("5")

def peak():
    if sys.platform == "linux":
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
"""
"""The most memory that was held since it was last forgotten; elsewhere than on Linux, since the start."""
