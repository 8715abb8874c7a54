"""Completion scripts: plain word lists, so that no key press starts Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from handcalc import topics
from handcalc.commands.application import AROUND, Application, command_names
from handcalc.commands.small_commands import SCHEMAS

SHELLS = ["bash", "zsh", "fish"]
OF_A_TOPIC = ["template", "compare", "sheet", "quiz"]
"""The commands whose first word is a topic."""

_BASH = """\
# Completion of handcalc for bash: eval "$(handcalc completion bash)"
_handcalc() {
    local word="${COMP_WORDS[COMP_CWORD]}" words=""
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        words="COMMANDS"
    else
        case "${COMP_WORDS[1]}" in
CASES
        esac
        case "$word" in
            -*) ;;
            *) [ "$COMP_CWORD" -eq 2 ] || return
               case "${COMP_WORDS[1]}" in
FIRST_WORDS
                   *) return ;;
               esac ;;
        esac
    fi
    COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _handcalc handcalc
"""

_ZSH = """\
#compdef handcalc
# Completion of handcalc for zsh: eval "$(handcalc completion zsh)"
_handcalc() {
    local -a words_here
    if (( CURRENT == 2 )); then
        words_here=(COMMANDS)
        compadd -a words_here
        return
    fi
    case "${words[2]}" in
CASES
    esac
    if [[ "${words[CURRENT]}" == -* ]]; then
        compadd -a words_here
        return
    fi
    case "${words[2]}:$CURRENT" in
FIRST_WORDS
        *) _files ;;
    esac
}
compdef _handcalc handcalc
"""


def script(shell: str) -> str:
    """The script for one of SHELLS."""
    if shell == "fish":
        return _fish()
    pattern, options, first = _BASH, '            {}) words="{}" ;;', '                   {}) words="{}" ;;'
    if shell == "zsh":
        pattern, options, first = _ZSH, "        {}) words_here=({}) ;;", "        {}:3) compadd {} ;;"
    return (
        pattern.replace("CASES", _cases(options, {name: options_of(name) for name in command_names()}))
        .replace("FIRST_WORDS", _cases(first, first_words()))
        .replace("COMMANDS", " ".join([*command_names(), "--help", "--version"]))
    )


def _cases(pattern: str, words: Mapping[str, Iterable[str]]) -> str:
    return "\n".join(pattern.format(name, " ".join(those)) for name, those in words.items())


def first_words() -> dict[str, list[str]]:
    """What may stand right behind a command, where it is not a file."""
    return {
        **dict.fromkeys(OF_A_TOPIC, topics.names()),
        "schema": list(SCHEMAS),
        "completion": SHELLS,
        "man": command_names(),
    }


def options_of(name: str) -> list[str]:
    """The options of a command, long and short, in the order of its help."""
    command = Application().get_command(None, name)
    return [
        spelling
        for parameter in command.params
        if parameter.param_type_name == "option" and not parameter.hidden
        for spelling in (*parameter.opts, *parameter.secondary_opts)
    ]


def _fish() -> str:
    lines = [
        "# Completion of handcalc for fish: handcalc completion fish | source",
        "complete -c handcalc -n __fish_use_subcommand -f",
        "complete -c handcalc -n __fish_use_subcommand -l help -s h -d 'Show help'",
        "complete -c handcalc -n __fish_use_subcommand -l version -d 'Show the version'",
    ]
    for name in command_names():
        about = AROUND[name][1] if name in AROUND else topics.find(name).summary
        lines.append(f"complete -c handcalc -n __fish_use_subcommand -a {name} -d {_in_quotes(about)}")
    for name in command_names():
        seen = f"'__fish_seen_subcommand_from {name}'"
        for option in options_of(name):
            kind = f"-l {option[2:]}" if option.startswith("--") else f"-s {option[1:]}"
            lines.append(f"complete -c handcalc -n {seen} {kind}")
    for name, words in first_words().items():
        # In fish the first word behind the command: later ones may be files.
        second = f"'__fish_seen_subcommand_from {name}; and test (count (commandline -opc)) -eq 2'"
        lines.append(f"complete -c handcalc -n {second} -f -a {_in_quotes(' '.join(words))}")
    return "\n".join(lines) + "\n"


def _in_quotes(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
