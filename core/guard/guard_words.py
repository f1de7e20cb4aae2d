"""What guard_static.py needs for every file."""

# A file that has none of these words starts no processes that guard_names.py knows of.
WORDS = (b"multiprocess", b"billiard", b"concurrent", b"loky", b"joblib", b"fork")
TEXT_MOST = 2000


def cut(text, most=TEXT_MOST):
    """Safe for JSON, and not too long."""
    return text[:most].encode("utf-8", "backslashreplace").decode()
