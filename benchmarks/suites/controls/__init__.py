"""Controls: sets whose answers are exact, so that whatever goes wrong is not the judgement."""
