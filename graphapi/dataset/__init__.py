"""A folder of tables becomes a validated change set, with a report of every problem."""
