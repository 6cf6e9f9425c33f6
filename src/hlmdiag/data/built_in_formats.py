"""The number formats that workbooks know by their number alone."""

from __future__ import annotations

_BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm", 37: "#,##0;(#,##0)", 38: "#,##0;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;[Red](#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0",
    48: "##0.0E+0", 49: "@",
}  # fmt: skip
_MONEY = {5, 6, 7, 8, 41, 42, 43, 44}
_EAST_ASIAN_DAYS = {*range(27, 32), 34, 35, 36, *range(50, 59)}
_EAST_ASIAN_TIMES = {32, 33}


def built_in(number: int) -> str:
    """The code of a format that workbooks know by its number alone, `General` if none is.

    >>> built_in(9), built_in(48), built_in(46)
    ('0%', '##0.0E+0', '[h]:mm:ss')
    """
    if number in _EAST_ASIAN_DAYS:
        return "yyyy-mm-dd"
    if number in _EAST_ASIAN_TIMES:
        return "h:mm"
    return "#,##0.00" if number in _MONEY else _BUILT_IN.get(number, "General")
