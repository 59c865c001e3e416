"""Running a pipeline over many articles: workers, progress, resume."""
