"""The rules of a place as dated data: policy packs."""

from .pack import Entry, Pack, default_pack, read_pack, write_pack

__all__ = ["Entry", "Pack", "default_pack", "read_pack", "write_pack"]
