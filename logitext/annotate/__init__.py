"""A first policy from plain prose: a model proposes the marks, and only what loads is taken."""
