"""Tests of course_lib.linear."""
