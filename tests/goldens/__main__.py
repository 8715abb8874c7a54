"""Write the golden outputs anew, and remove those that nothing is kept in any more."""

from __future__ import annotations

from tests.goldens import TEMPLATES, kept, left_over


def main() -> None:
    """Say which files changed."""
    TEMPLATES.mkdir(exist_ok=True)
    for path in left_over():
        path.unlink()
        print("removed", path.name)
    for golden in kept():
        text = golden.text()
        if not golden.path.exists() or golden.path.read_bytes() != text.encode("utf-8"):
            golden.path.write_bytes(text.encode("utf-8"))
            print("wrote", golden.path.name)


if __name__ == "__main__":
    main()
