"""An emulated TimeTrack API over real HTTP: for a first look without an account, and for the tests.

It is written from the API page alone and imports nothing of the rest, so that a misreading there does not meet the same
misreading here. Standard library only.
"""

from ttdash.sandbox.answers import Call
from ttdash.sandbox.data import demo_clients, demo_projects, many_clients
from ttdash.sandbox.faults import Fault
from ttdash.sandbox.sandbox import Sandbox
from ttdash.sandbox.switches import Switches

__all__ = ["Call", "Fault", "Sandbox", "Switches", "demo_clients", "demo_projects", "many_clients"]
