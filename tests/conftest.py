"""For all tests: no screen unless a test asks for one, a quick hypothesis profile, desks in temporary folders."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from hypothesis import HealthCheck, settings

from cso_desk.store import create_desk

_WITNESSES = tempfile.TemporaryDirectory(prefix="cso-desk-witness-")
os.environ["CSO_DESK_WITNESS"] = _WITNESSES.name
settings.register_profile(
    "desk",
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
settings.load_profile("desk")


def pytest_configure(config: pytest.Config) -> None:
    """Make the password of every test desk cheap to try; benchmarks measure with the real cost."""
    if "benchmark" not in (config.getoption("-m") or "").replace("not benchmark", ""):
        defaults = create_desk.__kwdefaults__
        assert "scrypt_n" in defaults
        defaults["scrypt_n"] = 16


@pytest.fixture(autouse=True)
def witnesses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The place for witness files on this computer, another one for each test."""
    place = tmp_path.with_name(f"{tmp_path.name}-witness")
    monkeypatch.setenv("CSO_DESK_WITNESS", str(place))
    yield place
