"""Erasing: how does a person leave everything that voc has written, and how does it keep nothing longer than it should?"""
