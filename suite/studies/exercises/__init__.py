"""Exercises of the lectures, whose answers are measured."""
