"""Numbers of things in words."""


def counted(number: int, thing: str) -> str:
    """A number with its noun: "1 sweep", "1,024 sweeps".

    Examples
    --------
    >>> counted(1, "sweep"), counted(1024, "sweep")
    ('1 sweep', '1,024 sweeps')
    """
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
