"""What a level may look like: tones that pass contrast in light and dark, and symbols told apart without them."""

TONES = ("low", "medium", "high", "critical", "gray", "blue", "teal", "green", "yellow", "orange", "magenta", "purple")
SYMBOLS = ("○", "◐", "●", "□", "■", "◇", "◆", "△", "▲", "✕")
