"""The graphs that contenders are measured on: arrays, generated or read from the machine's package lists."""
