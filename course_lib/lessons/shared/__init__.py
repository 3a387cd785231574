"""What several lessons compute."""
