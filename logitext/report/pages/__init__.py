"""Pages: one stylesheet for all pages and pictures, and templates of HTML. A page asks for nothing else."""
