"""A small client of yaml-language-server, as an editor has one: what it offers at a place."""

from __future__ import annotations

import itertools
import json
import subprocess
from pathlib import Path
from typing import Any


class LanguageServer:
    """A server process, used as a context.

    Args:
        script: `yaml-language-server` of npm.
        folder: of the files.
    """

    def __init__(self, script: Path, folder: Path) -> None:
        self.folder = folder
        self._numbers = itertools.count(1)
        self._process = subprocess.Popen(
            ["node", str(script), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def __enter__(self) -> LanguageServer:
        abilities = {
            "textDocument": {
                "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
                "hover": {"contentFormat": ["markdown"]},
                "publishDiagnostics": {},
            },
            "workspace": {"configuration": True},
        }
        uri = self.folder.as_uri()
        self._ask("initialize", {"processId": None, "rootUri": uri, "capabilities": abilities})
        self._tell("initialized", {})
        return self

    def __exit__(self, *error: object) -> None:
        self._process.kill()
        self._process.wait()
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()

    def offers(self, text: str) -> dict[str, str]:
        """What may be written at the `|` in a text: label -> what is said of it."""
        found = self._ask("textDocument/completion", self._opened(text))
        items = found["items"] if isinstance(found, dict) else found
        return {item["label"]: _text(item.get("documentation")) for item in items}

    def explains(self, text: str) -> str:
        """What is shown where the mouse rests at the `|` in a text."""
        found = self._ask("textDocument/hover", self._opened(text))
        return _text(found["contents"]) if found else ""

    def complains(self, text: str) -> list[str]:
        """What is underlined in a text."""
        place = self._opened(text + "|")
        uri = place["textDocument"]["uri"]
        while True:
            message = self._read()
            told = message.get("params", {})
            if message.get("method", "").endswith("publishDiagnostics") and told["uri"] == uri:
                return [one["message"] for one in told["diagnostics"]]

    def _opened(self, text: str) -> dict[str, Any]:
        before = text.partition("|")[0]
        uri = (self.folder / f"{next(self._numbers)}.yaml").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text.replace("|", "")}
        self._tell("textDocument/didOpen", {"textDocument": document})
        lines = before.split("\n")
        place = {"line": len(lines) - 1, "character": len(lines[-1])}
        return {"textDocument": {"uri": uri}, "position": place}

    def _ask(self, method: str, params: Any) -> Any:
        number = next(self._numbers)
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._read()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def _tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(content) + content)
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        """The next message; what the server asks for its settings is answered on the way."""
        pipe, length = self._process.stdout, 0
        assert pipe
        while line := pipe.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        message: dict[str, Any] = json.loads(pipe.read(length))
        if "method" in message and "id" in message:
            asked = message.get("params", {}).get("items", [])
            answer = [_SETTINGS.get(one.get("section"), {}) for one in asked] or None
            self._send({"id": message["id"], "result": answer})
        return message


_SETTINGS = {
    "yaml": {
        "completion": True,
        "hover": True,
        "validate": True,
        "schemaStore": {"enable": False},
        "maxItemsComputed": 5000,
    }
}


def _text(content: Any) -> str:
    return content["value"] if isinstance(content, dict) else str(content or "")
