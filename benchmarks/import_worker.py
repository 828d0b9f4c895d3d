"""``python -m benchmarks.import_worker check|commit BATCH``: a step of an import as a worker does it, and its cost."""

import gc
import json
import os
import sys
import time

import django

from benchmarks.processes import forget_peak, peak_memory


def main() -> None:
    """Do the step and print seconds, CPU seconds and the most resident memory in MB."""
    django.setup()
    from stakeholders.importing import checking, committing

    step = {"check": checking.check, "commit": committing.commit}[sys.argv[1]]
    gc.collect()
    gc.freeze()  # as coordination_site.celery does in each worker
    forget_peak(os.getpid())
    began, cpu = time.monotonic(), time.process_time()
    assert step(int(sys.argv[2]))
    found = {
        "seconds": time.monotonic() - began,
        "cpu": time.process_time() - cpu,
        "memory": peak_memory(os.getpid()),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
