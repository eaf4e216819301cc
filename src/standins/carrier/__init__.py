"""The carrier stand-in: MyDHL and DHL Location Finder shapes over books of its own."""
