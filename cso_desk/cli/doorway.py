"""The doorway of the command line: how a verb is declared, called and answered (contract.md).

A module of this room declares its verbs:

    @verb("ledger import", "导入旧台账。", example="cso-desk ledger import 台账.xlsx --problems 问题.xlsx")
    @click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
    @click.option("--dry-run", is_flag=True, help="只看，不写入")
    def import_(call: Call, files: tuple[Path, ...], dry_run: bool) -> Outcome: ...

and `MODULES` names the module under each first word. The global options (`--data`, `--json`, `--user`,
`--password-file`) may stand anywhere and reach the verb in `call`. A verb opens the desk with
`with call.desk(write=True) as desk:` and returns an `Outcome`. Raised `Problems` and `Trouble` become exit code 1.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cso_desk.clock import Clock
from cso_desk.errors import Problem, Trouble

if TYPE_CHECKING:
    from cso_desk.usecases.opening import Desk

MODULES = {
    "new": "desks",
    "units": "changing_units",
    "policy": "layout_files",
    "backup": "safety",
    "check": "safety",
    "ledger": "ledgers",
    "table": "tables",
    "find": "organizations",
    "org": "organizations",
    "case": "case_papers",
    "tier": "tiering",
    "person": "people",
    "venue": "people",
    "form": "papers",
    "charter": "charter_versions",
    "rule": "management_rules",
    "disclose": "disclosing",
    "evaluate": "evaluation",
    "activity": "works",
    "money": "works_money",
    "work-report": "works_reports",
    "enrol": "enrolling",
    "package": "overseeing",
    "receipt": "exchange",
    "order": "ordering",
    "correction": "correcting",
    "explain": "explaining",
    "fork": "ordering",
    "config": "configuring",
    "erase": "erasing",
    "practice": "practising",
    "preset": "presetting",
    "check-year": "checking_years",
    "view": "checking_years",
    "verify-paper": "verifying_papers",
    "paper": "verifying_papers",
}
"""First word of a verb → the module of this room that declares it."""


@dataclass(frozen=True)
class Outcome:
    """What a verb answers: `value` for `--json`, `lines` for people, `problems`, and exit code 0 or 3."""

    value: Any = None
    lines: Sequence[str] = ()
    problems: Sequence[Problem] = ()
    exit_code: int = 0


@dataclass
class Call:
    """One call of a verb: where the desk is, who calls, which clock."""

    data: Path | None = None
    user: str | None = None
    password_file: Path | None = None
    clock: Clock = field(default_factory=Clock)

    @property
    def folder(self) -> Path:
        """The data folder: `--data`, else the platform's usual place."""
        from cso_desk.usecases import opening

        return self.data or opening.default_folder()

    def password(self) -> str:
        """Return the password from `--password-file`, `CSO_DESK_PASSWORD` or a prompt; raises `Trouble`."""
        if self.password_file is not None:
            try:
                return self.password_file.read_text("utf-8").rstrip("\r\n")
            except (OSError, UnicodeDecodeError):
                raise Trouble(
                    "PASSWORD_FILE", f"读不出密码文件 {self.password_file}，请检查路径。"
                ) from None
        found = os.environ.get("CSO_DESK_PASSWORD")
        if found is not None:
            return found
        if not sys.stdin.isatty():
            raise Trouble(
                "NO_PASSWORD", "没有给密码，请用 --password-file，或设环境变量 CSO_DESK_PASSWORD。"
            )
        return str(click.prompt("密码", hide_input=True, err=True))

    @contextmanager
    def desk(self, write: bool = False) -> Iterator[Desk]:
        """Open the desk for the time of the verb; raises `Trouble` when it cannot be opened."""
        from cso_desk.usecases import opening

        user = self.user or opening.only_user(self.folder)
        desk = opening.open_desk(self.folder, user, self.password(), write=write, clock=self.clock)
        try:
            yield desk
        finally:
            desk.close()


GROUPS: dict[str, click.Command] = {}


class Verb(click.Command):
    """A verb whose help is in Chinese."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        formatter.write_usage(
            ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法："
        )

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return `--help` with a Chinese word for it."""
        return _in_chinese(super().get_help_option(ctx))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options with a Chinese heading."""
        records = [
            found for found in (p.get_help_record(ctx) for p in self.get_params(ctx)) if found
        ]
        if records:
            with formatter.section("选项"):
                formatter.write_dl(records)


def _in_chinese(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = "显示这段说明"
    return option


class Family(click.Group):
    """Verbs that share a first word."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return `--help` with a Chinese word for it."""
        return _in_chinese(super().get_help_option(ctx))

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        formatter.write_usage(ctx.command_path, "动作 [选项] …", prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs."""
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs with a Chinese heading."""
        rows = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None:
                rows.append((name, command.get_short_help_str(60)))
        with formatter.section("动作"):
            formatter.write_dl(rows)


class Root(Family):
    """All verbs; a module is imported when its first word is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the first words."""
        return list(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the verb or family of verbs with this first word."""
        if cmd_name not in MODULES:
            return None
        import_module(f"cso_desk.cli.{MODULES[cmd_name]}")
        return GROUPS.get(cmd_name)


_FAMILY_HELP = {
    "units": "区划：导入、列出；社区（村）合并、拆分、更名、换代码。",
    "policy": "政策包：查看、检查、启用、收回、导出，放假安排，单张表样。",
    "backup": "备份：制作、列出、验证、恢复。",
    "ledger": "台账：识别、导入、导出。",
    "table": "表格：自己选字段成表，填别的部门的空白表。",
    "org": "组织：新增、修改、查看、历史、还原。",
    "case": "备案事项：新开、代录意见、决定、查看、文书、证书。",
    "tier": "分类管理：管理层级的建议和决定、可以转为登记的组织。",
    "person": "人员：几个组织共有的负责人、成员。",
    "venue": "场所：几个组织共用的活动场所。",
    "form": "打印表格。",
    "charter": "简易章程。",
    "rule": "管理制度和联合会自律公约。",
    "disclose": "信息公开。",
    "evaluate": "评估评议。",
    "activity": "活动：新增、修改、列出、报备、总结、打印、导入。",
    "money": "收支：记一笔、列出流水、合计、打印、导入。",
    "work-report": "工作报告：写、记下听取、列出、打印。",
    "enrol": "与上级建立报送关系。",
    "package": "上报包：生成、查看、接收。",
    "receipt": "回执单。",
    "order": "移交令：把组织移交给别的单位。",
    "fork": "恢复备份后核对两边的内容。",
    "preset": "预设组织：村级“四会”等，按村批量新增。",
    "check-year": "年度核对：开始、列出、无变化、打印核对表。",
    "view": "组织列表的已存视图。",
    "paper": "纸质表在哪里：列出、送出（送签清单）、盖章收回、交存。",
}


def verb(
    path: str, words: str, *, example: str
) -> Callable[[Callable[..., Outcome]], click.Command]:
    """Declare the verb `path` (`"ledger import"`) with its Chinese help `words` and one example."""
    first, _, second = path.partition(" ")

    def declare(function: Callable[..., Outcome]) -> click.Command:
        parameters = list(reversed(getattr(function, "__click_params__", [])))
        command = Verb(
            name=second or first,
            params=parameters,
            callback=lambda **given: function(click.get_current_context().obj, **given),
            help=f"{words}\n\n例：{example}",
            short_help=words,
            add_help_option=True,
        )
        command.options_metavar = "[选项]"
        command.context_settings = {"help_option_names": ["--help"]}
        if second:
            family = GROUPS.setdefault(first, Family(first, help=_FAMILY_HELP.get(first, "")))
            assert isinstance(family, Family)
            family.add_command(command)
        else:
            GROUPS[first] = command
        return command

    return declare
