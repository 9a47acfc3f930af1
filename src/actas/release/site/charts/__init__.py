"""Pictures of a result: small pure functions that give SVG, and the pages that show them.

Each picture has a title, an alternative in words and its numbers beside it; none says by colour
alone what it says. It refuses to know what a picture proves: a pattern is no proof of anything.
"""
