"""`completion bash | zsh | fish`: a script that completes commands, options and choices in the shell.

It is made from the parsers themselves, and it is complete in itself: pressing TAB runs no Python.

    bash   source <(jamlite completion bash)
    zsh    source <(jamlite completion zsh)
    fish   jamlite completion fish | source
"""

from __future__ import annotations

import argparse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .common import Subparsers

    Words = dict[str, str]  # word -> what it is for

_BASH = """\
_jamlite() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} words=
    local group=${{COMP_WORDS[1]}} command=${{COMP_WORDS[2]}}
    if [ "$COMP_CWORD" -eq 1 ]; then
        words="{groups}"
    else
        case "$group $command $before" in
{choices}
        *)
            case "$group $command" in
{options}
            esac
            case "$group" in
{commands}
            esac ;;
        esac
    fi
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    [ "${{#COMPREPLY[@]}}" -gt 0 ] || COMPREPLY=($(compgen -f -- "$current"))
}}
complete -o filenames -F _jamlite jamlite
"""


def add_parser(subparsers: Subparsers) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("completion", help="print a script that completes commands in the shell")
    parser.add_argument("shell", choices=("bash", "zsh", "fish"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the script."""
    tree = _commands(options.build_parser("all"))
    if options.shell == "fish":
        print("\n".join(_fish(tree)))
        return 0
    # Zsh runs scripts of bash by this.
    head = "autoload -U +X bashcompinit && bashcompinit\n" if options.shell == "zsh" else ""
    print(head + _bash(tree), end="")
    return 0


class _Command:
    """What can stand behind a command: further commands, options, choices of an option."""

    def __init__(self, parser: argparse.ArgumentParser, summary: str) -> None:
        self.summary = summary
        self.options: Words = {}
        self.choices: dict[str, list[str]] = {}
        self.arguments: list[str] = []
        self.commands = _commands(parser)
        for action in parser._actions:  # argparse has no public way to read a parser
            if isinstance(action, argparse._SubParsersAction):
                continue
            values = [str(choice) for choice in action.choices or ()]
            if not action.option_strings:
                self.arguments += values
            for option in action.option_strings:
                # Fish shows half a line.
                self.options[option] = (action.help or "").partition(";")[0].replace("%(default)s", "")
                if values:
                    self.choices[option] = values


def _commands(parser: argparse.ArgumentParser) -> dict[str, _Command]:
    """Return the commands below a parser."""
    found = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, child in action.choices.items():
                found[name] = _Command(child, helps.get(name, ""))
    return found


def _walk(tree: dict[str, _Command]) -> list[tuple[str, str, _Command]]:
    """Return (group, command, what can stand behind it); a group without commands stands for itself."""
    found = []
    for group, own in tree.items():
        # "*" in a `case` of bash.
        found += [(group, name, command) for name, command in own.commands.items()] or [(group, "*", own)]
    return found


def _bash(tree: dict[str, _Command]) -> str:
    choices, options = [], []
    for group, name, command in _walk(tree):
        for option, values in command.choices.items():
            choices.append(f'        "{group} "{_glob(name)}" {option}") words="{" ".join(values)}" ;;')
        words = " ".join([*command.options, *command.arguments])
        options.append(f'            "{group} "{_glob(name)}) words="{words}" ;;')
    commands = [
        f'            {group}) [ "$COMP_CWORD" -ne 2 ] || words="{" ".join(own.commands)}" ;;'
        for group, own in tree.items()
        if own.commands
    ]
    return _BASH.format(
        groups=" ".join([*tree, "--help", "--version"]),
        choices="\n".join(choices),
        options="\n".join(options),
        commands="\n".join(commands),
    )


def _glob(name: str) -> str:
    return "*" if name == "*" else f'"{name}"'  # quoted, a * would be a name


def _fish(tree: dict[str, _Command]) -> list[str]:
    lines = ["complete -c jamlite -f -n __fish_use_subcommand -l version -l help"]
    for group, own in tree.items():
        lines.append(f"complete -c jamlite -f -n __fish_use_subcommand -a {group} -d {_quoted(own.summary)}")
        names = " ".join(own.commands)
        for name, command in own.commands.items():
            here = f"__fish_seen_subcommand_from {group}; and not __fish_seen_subcommand_from {names}"
            lines.append(f"complete -c jamlite -f -n {_quoted(here)} -a {name} -d {_quoted(command.summary)}")
    for group, name, command in _walk(tree):
        here = f"__fish_seen_subcommand_from {group}"
        here += "" if name == "*" else f"; and __fish_seen_subcommand_from {name}"
        for option, text in command.options.items():
            kind = "l" if option.startswith("--") else "s"  # fish: long, short
            values = command.choices.get(option)
            more = f" -x -a {_quoted(' '.join(values))}" if values else ""
            what = f"-{kind} {option.lstrip('-')} -d {_quoted(text)}{more}"
            lines.append(f"complete -c jamlite -n {_quoted(here)} {what}")
        if command.arguments:
            values = command.arguments
            lines.append(f"complete -c jamlite -f -n {_quoted(here)} -a {_quoted(' '.join(values))}")
    return lines


def _quoted(text: str) -> str:
    # Fish knows these two escapes within ' '.
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
