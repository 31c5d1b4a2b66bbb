"""The operator chat of the program: told of an error while it runs, over the network."""

import shutil
from pathlib import Path

from bot.console.local_updates import LocalUser
from tests.conftest import KNOWLEDGE
from tests.process.program import running
from tests.process.servers import serving
from tests.support.botapi_server import TOKEN

OPERATOR = LocalUser(900, "运维")


def test_an_error_reaches_the_operator_chat(tmp_path: Path) -> None:
    """Under the reference that the log has; once, and without the words of the file."""
    folder = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, folder)
    with serving() as server:
        with server.locked() as api:
            api.world.add_chat(OPERATOR.chat, OPERATOR)
        given = {"TOKEN": TOKEN, "API_URL": server.url, "KNOWLEDGE_DIR": str(folder)}
        with running("run", folder=tmp_path, **given, OPERATOR_CHAT=str(OPERATOR.id), LOG_FORMAT="text") as program:
            program.err.wait_for("running as")
            (folder / "terms.yaml").write_text("悄悄话: [", "utf-8")
            (told,) = server.wait_for_texts(OPERATOR.id)
            written = program.err.wait_for("of knowledge refused")
            assert program.stop()[0] == 0
    (line,) = [line for line in written.splitlines() if "of knowledge refused" in line]
    reference = line.rpartition("[")[2].rstrip("]")
    assert len(reference) == 6
    assert f"编号 {reference}" in told
    assert "悄悄话" not in told
