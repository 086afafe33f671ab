"""What can be known of a desk before its password: where it lies, whether it is there, who may log in.

The log-in page asks this, so it loads neither records nor database.
"""

from __future__ import annotations

from pathlib import Path

from cso_desk import store


def default_folder() -> Path:
    """Return where the desk's data lies without `--data`: the platform's usual place for local program data."""
    from platformdirs import user_data_path

    return user_data_path("CSODesk", appauthor=False, roaming=False)


def desk_exists(folder: Path) -> bool:
    """Tell whether a desk's data lies in `folder`."""
    return store.desk_exists(folder)


def users_of(folder: Path) -> list[str]:
    """Return the names of the desk's users."""
    return store.users_of(folder)
