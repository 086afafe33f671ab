"""`cso-desk`: without a verb the window opens; with one the same work is done without a display."""

from __future__ import annotations

import json
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from cso_desk.errors import Problem, Problems, Stopped, Trouble

from .doorway import Call, Outcome, Root

_VALUED = {"--data": "data", "--user": "user", "--password-file": "password_file"}

root = Root("cso-desk", help="社区社会组织工作台。不带动作时打开窗口。", no_args_is_help=False)
root.epilog = "每个动作都可加：--data 数据文件夹、--user 用户、--password-file 密码文件、--json。"
root.context_settings = {"help_option_names": ["--help"]}


def split_globals(arguments: Sequence[str]) -> tuple[dict[str, str], bool, list[str]]:
    """Take the global options out of `arguments`, wherever they stand: (values, wants JSON, the rest)."""
    values: dict[str, str] = {}
    wants_json = False
    rest: list[str] = []
    queue = list(arguments)
    while queue:
        word = queue.pop(0)
        name, equals, value = word.partition("=")
        if word == "--":
            return values, wants_json, [*rest, word, *queue]
        if word == "--json":
            wants_json = True
        elif name in _VALUED:
            if not equals and not queue:
                raise click.UsageError(f"选项 {name} 后面要写值。")
            values[_VALUED[name]] = value if equals else queue.pop(0)
        else:
            rest.append(word)
    return values, wants_json, rest


def run(arguments: Sequence[str] | None = None) -> None:
    """Run the program and end the process with its exit code."""
    sys.exit(main(sys.argv[1:] if arguments is None else arguments))


def main(arguments: Sequence[str]) -> int:
    """Do what `arguments` say and return the exit code (0 done, 1 refused, 2 wrong usage, 3 done in part)."""
    wants_json = "--json" in arguments
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        values, wants_json, rest = split_globals(arguments)
        call = Call(
            data=Path(values["data"]) if "data" in values else None,
            user=values.get("user"),
            password_file=Path(values["password_file"]) if "password_file" in values else None,
        )
        if not rest:
            return _window(call)
        outcome = root.main(rest, prog_name="cso-desk", standalone_mode=False, obj=call)
        return _answer(outcome, wants_json)
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.ClickException as fault:
        return _refuse(wants_json, 2, [Problem("", "", "usage", _usage_words(fault))])
    except click.Abort:
        return _refuse(wants_json, 1, [Problem("", "", "stopped", "已停止，没有改动。")])
    except Problems as found:
        return _refuse(wants_json, 1, found.problems)
    except Trouble as trouble:
        return _refuse(wants_json, 1, [Problem("", "", trouble.code, trouble.message)])
    except Stopped:
        return _refuse(wants_json, 1, [Problem("", "", "stopped", "已停止，没有改动。")])
    except Exception as bug:
        return _refuse(wants_json, 1, [Problem("", "", "bug", _report(bug))])


def _report(bug: Exception) -> str:
    """Write where a fault of ours happened, without any value (it could be personal), and say where it lies."""
    steps = traceback.extract_tb(bug.__traceback__)
    lines = [
        f"{type(bug).__name__}",
        *(f"{step.filename}:{step.lineno} {step.name}" for step in steps),
    ]
    file = Path(tempfile.mkdtemp(prefix="cso-desk-")) / "出错报告.txt"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return f"程序自身出错，这一步没有改动数据；请把 {file} 交给维护人员。"


def _window(call: Call) -> int:
    from importlib import import_module

    return int(import_module("ui.app").main(call.data))


def _usage_words(fault: click.ClickException) -> str:
    if isinstance(fault, click.NoSuchOption):
        return f"没有选项 {fault.option_name}，请加 --help 查看写法。"
    if isinstance(fault, click.MissingParameter) and fault.param is not None:
        return f"缺少 {fault.param.human_readable_name}，请加 --help 查看写法。"
    if isinstance(fault, click.BadParameter) and fault.param is not None:
        return (
            f"{fault.param.human_readable_name} 写得不对（{fault.message}），请加 --help 查看写法。"
        )
    words = fault.message
    return (
        words
        if any("\u4e00" <= c <= "\u9fff" for c in words)
        else f"写法不对（{words}），请加 --help 查看写法。"
    )


def _answer(outcome: Any, wants_json: bool) -> int:
    if not isinstance(outcome, Outcome):
        return int(outcome or 0)
    if wants_json:
        _print_json(outcome.exit_code == 0, outcome.value, outcome.problems)
    else:
        print("\n".join(outcome.lines), end="\n" if outcome.lines else "")
    if outcome.exit_code == 1 or not wants_json:
        for problem in outcome.problems:
            print(_problem_line(problem), file=sys.stderr)
    return outcome.exit_code


def _refuse(wants_json: bool, exit_code: int, problems: Sequence[Problem]) -> int:
    if wants_json:
        _print_json(False, None, problems)
    for problem in problems:
        print(_problem_line(problem), file=sys.stderr)
    return exit_code


def _problem_line(problem: Problem) -> str:
    return f"{problem.where}：{problem.message}" if problem.where else problem.message


def _print_json(ok: bool, value: Any, problems: Sequence[Problem]) -> None:
    listed = [
        {"where": p.where, "field": p.field, "code": p.code, "message": p.message} for p in problems
    ]
    print(json.dumps({"ok": ok, "value": value, "problems": listed}, ensure_ascii=False))


if __name__ == "__main__":
    run()
