"""The machine around the program: files, sharing, users, memory, logs."""
