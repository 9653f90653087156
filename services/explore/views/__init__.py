"""What can be read of explore."""

from services.explore.views import comparing as comparing
from services.explore.views import naming as naming
from services.explore.views import peers as peers
