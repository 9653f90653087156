"""Tests inside a process with greenlets: one real container, broker and store. They run in a pytest process of their own."""
