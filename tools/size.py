"""How large an installation is: ``python tools/size.py [LIMIT]``, run by the interpreter of its environment.

Counts the files of site-packages without pip and setuptools, which running does not need; 1 MB is a million bytes.
Ends with 1 where they are over the limit, in MB.
"""

import re
import sys
import sysconfig
from collections import Counter
from pathlib import Path

TOOLS = re.compile(r"(pip|setuptools|pkg_resources|_distutils_hack|distutils-precedence)(\W|$)")
LARGEST = 12


def parts(site_packages: Path) -> tuple[Counter[str], Counter[str]]:
    """Bytes by the first name below the folder: all of them, and those of bytecode."""
    every: Counter[str] = Counter()
    bytecode: Counter[str] = Counter()
    for path in site_packages.rglob("*"):
        first = path.relative_to(site_packages).parts[0]
        if path.is_dir() or TOOLS.match(first):
            continue
        size = path.lstat().st_size
        every[first] += size
        if path.suffix == ".pyc":
            bytecode[first] += size
    return every, bytecode


def main() -> None:
    """Print the sizes."""
    every, bytecode = parts(Path(sysconfig.get_path("purelib")))
    total, compiled = every.total(), bytecode.total()
    lines = [f"{size / 1e6:7.1f} MB  {name}" for name, size in every.most_common(LARGEST)]
    lines.append(
        f"{total / 1e6:7.1f} MB  合计（其中字节码 {compiled / 1e6:.1f} MB，不算它 {(total - compiled) / 1e6:.1f} MB）"
    )
    sys.stdout.write("\n".join(lines) + "\n")
    if len(sys.argv) > 1 and total > float(sys.argv[1]) * 1e6:
        sys.exit(f"超过 {sys.argv[1]} MB。")


if __name__ == "__main__":
    main()
