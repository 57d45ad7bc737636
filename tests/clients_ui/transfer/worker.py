"""Workers that do the rows of a file until none is left, each a process of its own: they are there to be killed.

Each line that this reads begins one; it says the worker's number, each row with its outcome, and when it ended. All
rows are approved anew each time, as by a person who chooses the same file again.
"""

import os
import sys
import time


def work(number: int, person: str) -> None:
    from django.contrib.auth.models import User

    from tests.clients_ui.transfer.rows import approved, creation, package, send, update

    sent = package(
        *(creation(row, f"Firma {row}", phone=f"+43 {row}") for row in range(2, 2 + number)),
        *(update(100 + row, row, phone=f"+49 {row}") for row in range(1, 1 + number)),
        run=f"run-{os.getpid()}",
    )
    by, left = User.objects.get(username=person), approved(sent)
    while left:
        progress = send(sent, by, left[:5])
        for row in progress.done:
            os.write(1, f"{row.row} {row.outcome}\n".encode())
        left = [approval for approval in left if approval.row in progress.left] + left[5:]
        time.sleep(min(progress.pause or 0, 0.05))


def main(number: int, person: str) -> None:
    import django

    django.setup()
    for _ in sys.stdin:
        pid = os.fork()
        if not pid:
            work(number, person)
            os._exit(0)
        os.write(1, f"worker {pid}\n".encode())
        _, status = os.waitpid(pid, 0)
        os.write(1, f"ended {status}\n".encode())


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
