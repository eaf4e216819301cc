"""The data folder of a house: where it is, what lies in it, and who lives there."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from comptoir.infra.postgres import Cluster, place_data

_REPOSITORY = Path(__file__).resolve().parents[3]
_DEMO_FILES = ("logins.json", "clock.json", "*-standin.sqlite*")


class HouseError(RuntimeError):
    """Something outside the house is in the way; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """One data folder. Its files are read and written here and nowhere else in the tool."""

    folder: Path

    def prepare(self) -> None:
        """Make the folder and the secrets of the installation, once."""
        if not self.folder.exists():
            self.folder.mkdir(parents=True)
            # Others may pass through, as the database's account must, but not look around.
            self.folder.chmod(0o711)
        self.log("").parent.mkdir(mode=0o700, exist_ok=True)
        (self.folder / "media").mkdir(exist_ok=True)
        (self.folder / "media/private").mkdir(mode=0o700, exist_ok=True)
        if not (self.folder / "secrets.json").exists():
            self.write(
                "secrets.json",
                {
                    "COMPTOIR_SECRET_KEY": secrets.token_urlsafe(48),
                    "COMPTOIR_SECRET_PAYMENT_WEBHOOK": f"whsec_{secrets.token_urlsafe(24)}",
                    "COMPTOIR_SECRET_CARRIER_WEBHOOK": f"carrier_{secrets.token_urlsafe(24)}",
                },
            )

    def cluster(self) -> Cluster:
        """The embedded database of this house."""
        return Cluster(data=place_data(home=self.folder), log=self.log("database"))

    def log(self, name: str) -> Path:
        """The file that takes what a process of the house says."""
        return self.folder / "logs" / f"{name}.log"

    def read(self, name: str) -> dict[str, object]:
        """A JSON file of the folder; empty when there is none."""
        path = self.folder / name
        found: dict[str, object] = json.loads(path.read_text()) if path.exists() else {}
        return found

    def write(self, name: str, value: object) -> None:
        """Write a JSON file, at once and for its owner only."""
        handle, unfinished = tempfile.mkstemp(dir=self.folder, prefix=name)
        with os.fdopen(handle, "w") as out:
            json.dump(value, out, indent=2, ensure_ascii=False)
        Path(unfinished).replace(self.folder / name)

    def remove(self, *names: str) -> None:
        """Remove files of the folder, if they are there."""
        for name in names:
            (self.folder / name).unlink(missing_ok=True)

    def forget_demo(self) -> None:
        """Remove what a demo house left: logins, test clock, and the books of the stand-ins."""
        for pattern in _DEMO_FILES:
            for path in self.folder.glob(pattern):
                path.unlink()

    @contextmanager
    def occupied(self) -> Iterator[None]:
        """Run the house in this folder; HouseError when it runs already."""
        lock = os.open(self.folder / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            os.close(lock)
            raise HouseError(
                f"Comptoir already runs in {self.folder} ({self.read('run.json').get('url', 'starting')}). "
                "Stop it first, or give this one another COMPTOIR_HOME and PORT."
            ) from busy
        try:
            yield
        finally:
            os.close(lock)

    def is_occupied(self) -> bool:
        """Whether a supervisor runs the house in this folder."""
        try:
            with self.occupied():
                return False
        except HouseError:
            return True


def find_home() -> Home:
    """The data folder that COMPTOIR_HOME names, or the one in the repository."""
    return Home(folder=Path(os.path.abspath(os.environ.get("COMPTOIR_HOME") or _REPOSITORY / ".comptoir")))
