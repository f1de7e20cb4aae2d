from .prices import total

__all__ = ["total"]
