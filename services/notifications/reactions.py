"""What we do when others speak."""

from collections.abc import Mapping
from typing import Any, Final

from services.notifications.domain.mails import HEARD
from services.notifications.usecases import noting

REACTIONS: Final[Mapping[type, Any]] = dict.fromkeys(HEARD, noting.note_mails)
