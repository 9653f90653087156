"""What happens to mails: noted, addressed, sent, tried again, forgotten."""
