"""SGD on several processors: in step with each other, without locks, and with stale gradients.

The only package of the course that starts processes. Where none can be started, as in a browser's
Python, it says so in a sentence and goes on with one. No worker outlives the call that started it;
what stays is one idle helper of Python's own, which ends with the kernel.
"""

from course_lib.optim.parallel.hogwild import HogwildRun, HogwildTeam, hogwild
from course_lib.optim.parallel.processes import why_serial
from course_lib.optim.parallel.staleness import StaleRun, stale_descent, stale_limit
from course_lib.optim.parallel.synchronous import (
    NoCluster,
    SynchronousRun,
    local_cluster,
    synchronous_sgd,
)

__all__ = [
    "HogwildRun",
    "HogwildTeam",
    "NoCluster",
    "StaleRun",
    "SynchronousRun",
    "hogwild",
    "local_cluster",
    "stale_descent",
    "stale_limit",
    "synchronous_sgd",
    "why_serial",
]
