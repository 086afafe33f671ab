"""Make, open and check sealed packages (`*.csopkg`): bytes in, verified typed rows out.

Knows no database and no window. The room's doors: `keys.make_keys`, `certificates`, `make.make_package`,
`open.open_package`, `receipt`, `names.package_name`, `stick` (writing) and `arrivals` (finding).
"""
