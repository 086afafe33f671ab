"""One list for every kind of record: windowed, sorted and searched by the use cases, painted from texts."""

from .panel import ListPanel
from .source import Chosen, Source

__all__ = ["Chosen", "ListPanel", "Source"]
