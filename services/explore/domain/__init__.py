"""What explore knows about comparing cities; pure."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before anybody imports NumPy: the products are small, one thread's buffers are enough
