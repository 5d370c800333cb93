"""The pages of the shop, one file a story."""
