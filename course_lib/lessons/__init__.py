"""A folder a notebook: what its explorers compute, draw and wire, and its exercise checks."""
