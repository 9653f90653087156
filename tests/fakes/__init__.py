"""Stand-ins for the store that pass the same suites as the store."""

from tests.fakes.memory import MemoryCollection, MemoryRepository, MemoryStore, MemoryUnit, MemoryWork

__all__ = ["MemoryCollection", "MemoryRepository", "MemoryStore", "MemoryUnit", "MemoryWork"]
