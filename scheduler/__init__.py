"""The calendar: each job reads what is due and sends commands to the office. No job is due yet."""
