"""Requests that leave the machine; nothing else opens a connection to another one."""
