"""The annotators' web app: pages over a dataset's rows and its log of decisions. It writes the log, never rows."""
