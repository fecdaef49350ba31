"""Performance: were contacts handled well, by whom, and whom to help with what?"""
