"""The clearing-desk kiosk: short talks, the right door, a slip, and counts that add up."""

__version__ = "0.1.0"
