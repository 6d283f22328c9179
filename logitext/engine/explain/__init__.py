"""Why a result is what it is, and what would make it another one."""
