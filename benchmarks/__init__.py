"""How fast the explorers answer, beside the same scenes drawn the usual way."""
