"""Backup: how does everything that a build folder holds go into one file, and come back whole?"""
