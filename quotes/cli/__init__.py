"""The ``quotes`` command. Subcommands are imported when called, so that ``quotes --help`` answers at once."""

from __future__ import annotations

import atexit
import gc
from importlib import import_module

import click

from quotes import __version__

# name -> (module, attribute, one line for the list of commands)
_COMMANDS = {
    "build": ("quotes.cli.build", "build", "Read articles, write or extend a versioned dataset."),
    "extract": ("quotes.cli.extract", "extract", "Quotation rows as JSONL, without a dataset."),
    "show": ("quotes.cli.show", "show", "An article with its quotations marked."),
    "summary": ("quotes.cli.summary", "summary", "What a dataset holds, in one screen."),
    "review": ("quotes.cli.review", "review", "The annotators' web app for flagged quotations."),
    "apply": ("quotes.cli.apply", "apply", "People's decisions into the next version."),
    "agreement": ("quotes.cli.agreement", "agreement", "How far annotators agree."),
    "report": ("quotes.cli.report", "report", "A dataset in pictures, as one page."),
    "diff": ("quotes.cli.diff", "diff", "What changed between two versions or datasets."),
    "validate": ("quotes.cli.validate", "validate", "Whether a dataset is what it says: every error, with its place."),
    "export": (
        "quotes.cli.export",
        "export",
        "A dataset in other formats, for annotation tools, or without text.",
    ),
    "import": ("quotes.cli.import_", "import_", "What people did in another annotation tool."),
    "rehydrate": ("quotes.cli.rehydrate", "rehydrate", "The text of local articles back into such an export."),
    "push": ("quotes.cli.push", "push", "Publish a dataset on the Hugging Face Hub."),
    "evaluate": ("quotes.cli.evaluate", "evaluate", "Scores against a gold corpus."),
    "train": ("quotes.cli.train", "train", "Rebuild a bundled model from data."),
}


class LazyGroup(click.Group):
    """A group that knows its commands' names and one-line helps, and imports a command when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of a user's work."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; ``None`` where there is none."""
        if cmd_name not in _COMMANDS:
            return None
        module, attribute, _ = _COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in _COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="quotes")
def main() -> None:
    """German news in; out comes who said what, in which role, and where they stand on military intervention.

    \b
    Example:
      quotes build seeds --output output/intervention
      quotes show seeds/000_eb07cb67dff6d22f.txt
    """
    # Python collects garbage as it ends: over all that models hold, half a second for nothing.
    atexit.register(gc.freeze)


if __name__ == "__main__":
    main()
