"""What a run's outcomes come to: accuracy with intervals, arms compared with each other, errors traced to clauses."""
