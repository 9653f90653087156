"""The world in which every record is looked at by every role: how it is asked, who is in it, and what is expected."""
