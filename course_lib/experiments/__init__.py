"""What the explorers compute: pure functions of the controls' values, tested without a screen."""
