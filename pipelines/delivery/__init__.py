"""Delivery: how do reports and alerts reach people, each once, though doors fail and processes die?"""
