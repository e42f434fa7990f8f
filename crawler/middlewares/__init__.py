"""Downloader middlewares: transport rules and named refusals."""
