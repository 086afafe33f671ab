"""The windows: what the clerk sees and presses; all work is done by the use cases."""
