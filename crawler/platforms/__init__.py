"""Platform families: one short class in one file each."""
