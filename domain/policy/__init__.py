"""Policy as dated data (政策): packs/*.yaml, read by `loading`, checked, and looked up in a `book`."""
