"""Law: LegalBench, SARA and ShARC as tasks, each a policy with the instances that it is tried on."""
